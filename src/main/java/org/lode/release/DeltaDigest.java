package org.lode.release;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.lode.model.Sha256;

/** Size and hash of a release's delta, from its lines as they come. */
public final class DeltaDigest {
    private final int ops;
    private final MessageDigest file = Sha256.digest();
    private final MessageDigest operations = Sha256.digest();
    private long bytes;

    /** Begins with the header, which the manifest tells. */
    public DeltaDigest(Manifest manifest) {
        this.ops = manifest.changes();
        addTo(file, line(DeltaWriter.header(Delta.of(manifest), ops)));
    }

    /** Adds the line of the next operation. */
    public void add(String line) {
        byte[] text = line(line);
        addTo(file, text);
        operations.update(text);
    }

    /** How many bytes there are until now. */
    public long bytes() {
        return bytes;
    }

    /** How many bytes the footer has, which are always the same. */
    public long footerBytes() {
        return line(DeltaWriter.footer(ops, new byte[32])).length;
    }

    /** Ends with the footer; whether the whole is the file that the manifest names. */
    public boolean is(Manifest.Content content) {
        addTo(file, line(DeltaWriter.footer(ops, operations.digest())));
        return bytes == content.bytes() && Sha256.hex(file.digest()).equals(content.sha256());
    }

    private void addTo(MessageDigest digest, byte[] text) {
        digest.update(text);
        bytes += text.length;
    }

    private static byte[] line(String text) {
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }
}

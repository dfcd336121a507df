package org.lode.release;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.lode.model.Sha256;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/** Writes one delta line by line, without line feeds. It keeps no line, so a delta may be larger than memory. */
public final class DeltaWriter {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final MessageDigest digest = Sha256.digest();
    private int ops;

    /** Returns the first line of a delta with this number of operations; {@code delta} need not hold them. */
    public static String header(Delta delta, int ops) {
        ObjectNode header = JSON.objectNode().put("h", Delta.FORMAT).put("ops", ops);
        header.put("from", delta.from()).put("fromRoot", delta.fromRoot());
        header.put("to", delta.to()).put("toRoot", delta.toRoot());
        return CanonicalJson.write(header.put("schemaVersion", delta.schemaVersion()));
    }

    /** Returns the line of the next operation. */
    public String op(Op op) {
        return next(line(op, ops + 1));
    }

    /** Returns the line of the next operation, without the content of its record. */
    public String redacted(Op op) {
        return next(redacted(line(op, ops + 1)));
    }

    /** Adds the line of the next operation and returns it. */
    public String next(String line) {
        ops++;
        digest.update(bytes(line));
        return line;
    }

    private static byte[] bytes(String line) {
        return (line + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the line of an operation without content and note: deltas have this form after a redaction. */
    public static String redacted(String line) {
        ObjectNode fields = (ObjectNode) JsonMapper.shared().readTree(line);
        fields.remove("note");
        if (fields.has("record")) {
            fields.putNull("record");
        }
        return CanonicalJson.write(fields);
    }

    /** Returns the last line, with the hash of all lines of operations. */
    public String footer() {
        return footer(ops, digest.digest());
    }

    /** Returns the last line of a delta with this number of operations. */
    static String footer(int ops, byte[] sha256OfOps) {
        return CanonicalJson.write(
                JSON.objectNode().put("f", Delta.FORMAT).put("ops", ops).put("sha256OfOps", Sha256.hex(sha256OfOps)));
    }

    /** Returns the line of the n-th operation. The text of the record is copied as it is. */
    public static String line(Op op, int n) {
        RecordKey key = op.key();
        ObjectNode line = JSON.objectNode().put("n", n).put("op", op.word());
        line.put("type", key.type())
                .put("id", key.id())
                .put("reason", op.cause().reason().name());
        putUnlessNull(line, "note", op.cause().note());
        putUnlessNull(line, "before", op.before());
        Leaf after = op.after();
        if (after != null) {
            line.put("after", after.hash()).putRawValue("record", new RawValue(after.dataText()));
        }
        if (op instanceof Op.Mod mod) {
            mod.changed().forEach(line.putArray("changed")::add);
        } else if (op instanceof Op.Merge merge) {
            line.put("into", merge.into());
        }
        return CanonicalJson.write(line);
    }

    private static void putUnlessNull(ObjectNode node, String name, @Nullable String value) {
        if (value != null) {
            node.put(name, value);
        }
    }

    /** Computes size and hash of a release's delta from its lines. */
    public static final class DeltaDigest {
        private final int ops;
        private final MessageDigest file = Sha256.digest();
        private final DeltaWriter lines = new DeltaWriter();
        private long bytes;

        /** Begins with the header, which follows from the manifest. */
        public DeltaDigest(Manifest manifest) {
            this.ops = manifest.changes();
            take(header(Delta.of(manifest), ops));
        }

        /** Adds the line of the next operation. */
        public void add(String line) {
            take(lines.next(line));
        }

        /** Returns the number of bytes until now. */
        public long bytes() {
            return bytes;
        }

        /** Returns the number of bytes of the footer, which depends on the number of operations alone. */
        public long footerBytes() {
            return DeltaWriter.bytes(footer(ops, new byte[32])).length;
        }

        /** Adds the footer; returns whether the whole is the file that the manifest names. */
        public boolean is(Manifest.Content content) {
            take(lines.footer());
            return bytes == content.bytes() && Sha256.hex(file.digest()).equals(content.sha256());
        }

        private void take(String line) {
            byte[] text = DeltaWriter.bytes(line);
            file.update(text);
            bytes += text.length;
        }
    }
}

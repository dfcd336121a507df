package org.lode.release;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.regex.Pattern;
import org.lode.model.Sha256;

/** Type and id of a record. Ordered by type, then by id, byte by byte. */
public record RecordKey(String type, String id) implements Comparable<RecordKey> {
    private static final Comparator<RecordKey> ORDER =
            Comparator.comparing(RecordKey::type).thenComparing(RecordKey::id);

    /** ASCII alone, so that the order of characters is the order of bytes everywhere. */
    private static final Pattern ID = Pattern.compile("[a-z]+:[A-Za-z0-9][A-Za-z0-9._-]*");

    private static final Pattern TYPE = Pattern.compile("[A-Z][A-Za-z0-9]*");

    /** Returns whether type and id have the form that all types and ids have. */
    public boolean wellFormed() {
        return TYPE.matcher(type).matches() && ID.matcher(id).matches();
    }

    /** Returns the number, 0 to 255, of the bucket that holds the record: the first byte of the hash of {@code type:id}. */
    public int bucket() {
        return Byte.toUnsignedInt(Sha256.of((type + ":" + id).getBytes(StandardCharsets.UTF_8))[0]);
    }

    @Override
    public int compareTo(RecordKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return type + " " + id;
    }
}

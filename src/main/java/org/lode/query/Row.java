package org.lode.query;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.RecordKind;
import org.lode.model.Table;

/**
 * One version of a row, with its values as JSON. A version never changes, so it is read and encoded once and serves every release
 * that holds it.
 */
public final class Row {
    /** Bytes of an object, of its arrays, and of the entry that keeps it: an estimate. */
    private static final int OVERHEAD = 200;

    private static final int PER_VALUE = 24;

    /** What stands for a text that was redacted. */
    private static final byte[] REDACTED = "\"[redacted]\"".getBytes(StandardCharsets.UTF_8);

    private final Table table;
    private final String id;
    private final byte[] idJson;
    private final int since;
    private final byte @Nullable [] hash;
    private final byte[] @Nullable [] values;
    private final @Nullable String[] references;
    private final boolean redacted;
    private volatile int until;
    private volatile @Nullable Titled titles;

    /**
     * Makes a version from what the database holds.
     *
     * @param since the first release that holds it
     * @param until a release that is known to hold it: the last one, or the latest when it was read
     * @param hash leaf hash of a record; null for a part
     * @param values by the place of the field in its table, as JSON; null where there is no value
     * @param references by the place of the field, ids of other records
     */
    Row(
            Table table,
            String id,
            int since,
            int until,
            byte @Nullable [] hash,
            byte[] @Nullable [] values,
            @Nullable String[] references) {
        this(table, id, since, until, hash, values, references, false);
    }

    private Row(
            Table table,
            String id,
            int since,
            int until,
            byte @Nullable [] hash,
            byte[] @Nullable [] values,
            @Nullable String[] references,
            boolean redacted) {
        this.table = table;
        this.id = id;
        this.idJson = RowLayout.json(id);
        this.since = since;
        this.until = until;
        this.hash = hash;
        this.values = values;
        this.references = references;
        this.redacted = redacted;
    }

    /** The title of a row in a release, and those of other releases. */
    private static final class Titled {
        private final int sequence;
        private final byte[] title;
        private final @Nullable Titled next;

        Titled(int sequence, byte[] title, @Nullable Titled next) {
            this.sequence = sequence;
            this.title = title;
            this.next = next;
        }
    }

    /** A row of which only the id is known, as of the target of a reference. */
    public static Row ofId(Table table, String id) {
        int fields = table.fields().size();
        return new Row(table, id, 0, 0, null, new byte[fields][], new String[fields]);
    }

    /**
     * A version of a record that was redacted: its hash and, where a text must stand, a placeholder. It has no other value.
     *
     * @param since the first release that held it
     */
    static Row redacted(RecordKind kind, String id, int since, byte[] hash) {
        byte[][] values = new byte[kind.fields().size()][];
        for (int i = 0; i < values.length; i++) {
            Field field = kind.fields().get(i);
            if (field.type() == FieldType.TEXT && field.required() && field.pattern() == null) {
                values[i] = REDACTED;
            }
        }
        return new Row(kind, id, since, 0, hash, values, new String[values.length], true);
    }

    /** Whether the content of the record was taken away by a notice. */
    public boolean isRedacted() {
        return redacted;
    }

    public Table table() {
        return table;
    }

    /** The permanent id. */
    public String id() {
        return id;
    }

    /** The permanent id, as JSON. */
    public byte[] idJson() {
        return idJson;
    }

    /** The release from which the row has read like this; 0 when only its id is known. */
    public int since() {
        return since;
    }

    /** Leaf hash of a record; null for a part. */
    public byte @Nullable [] hash() {
        return hash;
    }

    /** The value of the field at this place in the table, as JSON; null when there is none. */
    public byte @Nullable [] json(int field) {
        return values[field];
    }

    /** The id that the field at this place holds; null when it holds none. */
    public @Nullable String reference(int field) {
        return references[field];
    }

    /** Whether the field at this place has a value. */
    public boolean has(int field) {
        return values[field] != null || references[field] != null;
    }

    /** The title in a release, as JSON; null while it has not been read. */
    public byte @Nullable [] title(int sequence) {
        if (redacted) {
            return REDACTED;
        }
        for (Titled known = titles; known != null; known = known.next) {
            if (known.sequence == sequence) {
                return known.title;
            }
        }
        return null;
    }

    /** Whether this version is known to be the one that a release holds. */
    boolean isIn(int sequence) {
        return since <= sequence && sequence <= until;
    }

    /** Notes that a release holds this version. */
    void seenIn(int sequence) {
        if (until < sequence) {
            synchronized (this) {
                until = Math.max(until, sequence);
            }
        }
    }

    /** Notes the title in a release. Titles name other records, so they may change while the version does not. */
    synchronized void titled(int sequence, byte[] title) {
        if (title(sequence) == null) {
            titles = new Titled(sequence, title, titles);
        }
    }

    /** About how many bytes it takes. */
    int weight() {
        int weight = OVERHEAD + 2 * idJson.length;
        for (int i = 0; i < values.length; i++) {
            byte[] value = values[i];
            String reference = references[i];
            weight += PER_VALUE + (value == null ? 0 : value.length) + (reference == null ? 0 : reference.length());
        }
        return weight;
    }
}

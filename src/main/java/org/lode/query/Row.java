package org.lode.query;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.model.Field.FieldType;
import org.lode.model.RecordKind;
import org.lode.model.Table;
import tools.jackson.databind.json.JsonMapper;

/**
 * One version of a row, with its values as JSON. A version never changes, so it is read and encoded once and serves every release
 * that holds it.
 */
public final class Row {
    /** Bytes of an object, of its arrays, and of the entry that keeps it: an estimate. */
    private static final int OVERHEAD = 200;

    private static final int PER_VALUE = 24;
    private static final char FIRST_PLAIN = ' ';
    private static final JsonMapper JSON = JsonMapper.shared();

    /** The placeholder of a redacted text. */
    private static final byte[] REDACTED = "\"[redacted]\"".getBytes(StandardCharsets.UTF_8);

    private final Table table;
    private final String id;
    private final byte[] idJson;
    private final int since;
    private final byte @Nullable [] hash;
    private final byte[] @Nullable [] values;
    private final @Nullable String[] references;
    private final long present;
    private final Map<Integer, Row> targets;
    private final boolean redacted;
    private volatile int until;
    private volatile Map<Integer, byte[]> titles = Map.of();

    /**
     * Makes a version from what the database holds.
     *
     * @param since the first release that holds it
     * @param until a release that is known to hold it: the last one, or the latest when it was read
     * @param hash leaf hash of a record; null for a part
     * @param values by the place of the field in its table, as JSON; null where there is no value
     * @param references by the place of the field, ids of other records
     * @param present fields that are known to have a value which was not read: bit N stands for the field at place N
     * @param targets rows that were read with this one, by the place of the reference that leads to them
     * @param redacted whether a notice took the content away
     */
    Row(
            Table table,
            String id,
            int since,
            int until,
            byte @Nullable [] hash,
            byte[] @Nullable [] values,
            @Nullable String[] references,
            long present,
            Map<Integer, Row> targets,
            boolean redacted) {
        this.table = table;
        this.id = id;
        this.idJson = json(id);
        this.since = since;
        this.until = until;
        this.hash = hash;
        this.values = values;
        this.references = references;
        this.present = present;
        this.targets = targets;
        this.redacted = redacted;
    }

    /** A row of which only the id is known, as of the target of a reference. */
    public static Row ofId(Table table, String id) {
        int fields = table.fields().size();
        return new Row(
                table, id, 0, 0, null, new byte[fields][], new String[fields], 0, Map.of(), /* redacted= */ false);
    }

    /**
     * A version of a record that was redacted: its hash and, where a text must stand, a placeholder. It has no other value.
     *
     * @param since the first release that held it
     */
    static Row redacted(RecordKind kind, String id, int since, byte[] hash) {
        byte[][] values = new byte[kind.fields().size()][];
        for (int i = 0; i < values.length; i++) {
            org.lode.model.Field field = kind.fields().get(i);
            if (field.type() == FieldType.TEXT && field.required() && field.pattern() == null) {
                values[i] = REDACTED;
            }
        }
        return new Row(kind, id, since, 0, hash, values, new String[values.length], 0, Map.of(), /* redacted= */ true);
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

    /** The first release that holds this version; 0 when only its id is known. */
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

    /** The row that the reference at this place leads to in the same release; null when it was not read with this row. */
    public @Nullable Row target(int field) {
        return targets.get(field);
    }

    /** Whether the field at this place has a value. */
    public boolean has(int field) {
        return values[field] != null || references[field] != null || (present >>> field & 1) != 0;
    }

    /** The title in a release, as JSON; null while it has not been read. */
    public byte @Nullable [] title(int sequence) {
        if (redacted) {
            return REDACTED;
        }
        return titles.get(sequence);
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
            Map<Integer, byte[]> known = new HashMap<>(titles);
            known.put(sequence, title);
            titles = Map.copyOf(known);
        }
    }

    /** An estimate of its bytes. */
    int weight() {
        int weight = OVERHEAD + 2 * idJson.length;
        for (int i = 0; i < values.length; i++) {
            byte[] value = values[i];
            String reference = references[i];
            weight += PER_VALUE + (value == null ? 0 : value.length) + (reference == null ? 0 : reference.length());
        }
        return weight;
    }

    /** A text as JSON. Few have a character that needs an escape. */
    static byte[] json(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < FIRST_PLAIN || c == '"' || c == '\\' || Character.isSurrogate(c)) {
                return JSON.writeValueAsBytes(text);
            }
        }
        return ('"' + text + '"').getBytes(StandardCharsets.UTF_8);
    }

    /**
     * What is selected of rows beside their ids.
     *
     * @param row whether anything is
     * @param hash whether the leaf hash of records is
     * @param title whether the title is that records without a field of this name have
     * @param fields the selected fields: bit N stands for the field at place N of the table
     * @param objects for each selected object of several values, the fields of which any makes it present
     * @param targets by the place of a reference, what is selected of the row that it leads to
     */
    public record Detail(
            boolean row, boolean hash, boolean title, long fields, Set<Long> objects, Map<Integer, Target> targets) {
        /** The id alone, and lists below the row. */
        public static final Detail ID = new Detail(false, false, false, 0);
        /** The version of the row, without values. */
        public static final Detail VERSION = new Detail(true, false, false, 0);

        public static final Detail HASH = new Detail(true, true, false, 0);
        public static final Detail TITLE = new Detail(true, false, true, 0);

        private Detail(boolean row, boolean hash, boolean title, long fields) {
            this(row, hash, title, fields, Set.of(), Map.of());
        }

        /** What is selected of a row of a kind that a reference leads to. */
        public record Target(String kind, Detail detail) {
            private Target and(Target other) {
                return new Target(kind, detail.and(other.detail));
            }
        }

        /** Returns the detail of values of a table with at most 64 fields. */
        public static Detail of(Table table, Stream<org.lode.model.Field> fields) {
            return new Detail(true, false, false, bits(table, fields));
        }

        /** Returns the detail of an object that is present when any of its fields has a value. */
        public static Detail ofObject(Table table, Stream<org.lode.model.Field> fields) {
            return new Detail(true, false, false, 0, Set.of(bits(table, fields)), Map.of());
        }

        /** Returns the detail of a row that a reference leads to. */
        public static Detail ofTarget(int place, RecordKind kind, Detail selected) {
            return new Detail(true, false, false, 0, Set.of(), Map.of(place, new Target(kind.name(), selected)));
        }

        private static long bits(Table table, Stream<org.lode.model.Field> fields) {
            int size = table.fields().size();
            if (size > Long.SIZE) {
                throw new IllegalStateException(
                        "%s has %d fields (expected: at most 64)".formatted(table.name(), size));
            }
            return fields.mapToLong(field -> 1L << table.fields().indexOf(field))
                    .reduce(0, (all, bit) -> all | bit);
        }

        /** Returns the detail of all columns, which a row must have to be kept. */
        public static Detail whole(Table table, boolean title) {
            return new Detail(true, table instanceof RecordKind, title, -1);
        }

        /** Returns what this and the other select together. */
        public Detail and(Detail other) {
            if (!row || !other.row) {
                return row ? this : other;
            }
            return new Detail(
                    /* row= */ true,
                    hash || other.hash,
                    title || other.title,
                    fields | other.fields,
                    union(objects, other.objects),
                    union(targets, other.targets));
        }

        private static Set<Long> union(Set<Long> one, Set<Long> other) {
            if (one.isEmpty() || other.isEmpty()) {
                return one.isEmpty() ? other : one;
            }
            return Stream.concat(one.stream(), other.stream()).collect(Collectors.toUnmodifiableSet());
        }

        private static Map<Integer, Target> union(Map<Integer, Target> one, Map<Integer, Target> other) {
            if (one.isEmpty() || other.isEmpty()) {
                return one.isEmpty() ? other : one;
            }
            Map<Integer, Target> all = new HashMap<>(one);
            other.forEach((place, target) -> all.merge(place, target, Target::and));
            return Map.copyOf(all);
        }

        /** Returns for each object the fields that are not selected. Whether any has a value is read instead of them. */
        List<Long> unselected() {
            return objects.stream()
                    .map(object -> object & ~fields)
                    .filter(rest -> rest != 0)
                    .sorted()
                    .toList();
        }

        boolean selects(int place) {
            return (fields >>> place & 1) != 0;
        }
    }

    /** An object of an answer that represents a record: the record itself, a hit, a change. */
    public interface Identified {
        /** The permanent id of the record; null for a part, which represents none. */
        @Nullable
        String recordId();
    }
}

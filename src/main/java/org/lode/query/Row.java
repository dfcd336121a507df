package org.lode.query;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.model.Field.FieldType;
import org.lode.model.RecordKind;
import org.lode.model.Shape;
import org.lode.model.Shape.Member;
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
        this.redacted = redacted;
    }

    /** A row of which only the id is known, as of the target of a reference. */
    public static Row ofId(Table table, String id) {
        int fields = table.fields().size();
        return new Row(table, id, 0, 0, null, new byte[fields][], new String[fields], 0, /* redacted= */ false);
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
        return new Row(kind, id, since, 0, hash, values, new String[values.length], 0, /* redacted= */ true);
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
     */
    public record Detail(boolean row, boolean hash, boolean title, long fields, Set<Long> objects) {
        /** The id alone, and lists below the row. */
        public static final Detail ID = new Detail(false, false, false, 0, Set.of());
        /** The version of the row, without values. */
        public static final Detail VERSION = new Detail(true, false, false, 0, Set.of());

        public static final Detail HASH = new Detail(true, true, false, 0, Set.of());
        public static final Detail TITLE = new Detail(true, false, true, 0, Set.of());

        /** Returns the detail of values of a table with at most 64 fields. */
        public static Detail of(Table table, Stream<org.lode.model.Field> fields) {
            return new Detail(true, false, false, bits(table, fields), Set.of());
        }

        /** Returns the detail of an object that is present when any of its fields has a value. */
        public static Detail ofObject(Table table, Stream<org.lode.model.Field> fields) {
            return new Detail(true, false, false, 0, Set.of(bits(table, fields)));
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
            return new Detail(true, table instanceof RecordKind, title, -1, Set.of());
        }

        public Detail and(Detail other) {
            return new Detail(
                    row || other.row,
                    hash || other.hash,
                    title || other.title,
                    fields | other.fields,
                    union(objects, other.objects));
        }

        private static Set<Long> union(Set<Long> one, Set<Long> other) {
            if (one.isEmpty() || other.isEmpty()) {
                return one.isEmpty() ? other : one;
            }
            return Stream.concat(one.stream(), other.stream()).collect(Collectors.toUnmodifiableSet());
        }

        /** Returns for each object the fields that are not selected. Whether any has a value is read instead of them. */
        private List<Long> unselected() {
            return objects.stream()
                    .map(object -> object & ~fields)
                    .filter(rest -> rest != 0)
                    .sorted()
                    .toList();
        }

        private boolean selects(int place) {
            return (fields >>> place & 1) != 0;
        }
    }

    /** An object of an answer that represents a record: the record itself, a hit, a change. */
    public interface Identified {
        /** The permanent id of the record; null for a part, which represents none. */
        @Nullable
        String recordId();
    }

    /** The columns that a row of a table is read from beside its id and its first release, and how each value is written in answers. */
    static final class Layout {
        private final Table table;
        private final Detail detail;
        private final List<Encoder> encoders = new ArrayList<>();
        private final List<Long> unselected;
        private final @Nullable Titles titles;

        /** @param context of the statement */
        Layout(DataPackage data, Table table, Detail detail, SqlContext context) {
            this.table = table;
            this.detail = detail;
            this.unselected = detail.unselected();
            this.titles = detail.title() ? new Titles(data, context) : null;
            List<org.lode.model.Field> coordinates = coordinates(data.shape(table));
            for (org.lode.model.Field field : table.fields()) {
                encoders.add(encoder(field, coordinates.contains(field)));
            }
        }

        /** How the value of a column, as PostgreSQL writes it, becomes JSON. */
        private interface Encoder {
            byte[] encode(String value);
        }

        List<Field<?>> columns(TableRef rows) {
            List<Field<?>> columns = new ArrayList<>();
            columns.add(rows.column("to_seq", SQLDataType.INTEGER));
            if (detail.hash()) {
                columns.add(
                        DSL.field("encode({0}, 'hex')", SQLDataType.CLOB, rows.column("row_hash", SQLDataType.BLOB)));
            }
            for (int i = 0; i < encoders.size(); i++) {
                if (detail.selects(i)) {
                    org.lode.model.Field field = table.fields().get(i);
                    Field<?> column = rows.column(field);
                    columns.add(
                            field.type() == FieldType.LIST
                                    ? DSL.field("to_json({0})", SQLDataType.CLOB, column)
                                    : column);
                }
            }
            unselected.forEach(fields -> columns.add(anyOf(fields, rows)));
            if (titles != null) {
                columns.add(titles.of(rows));
            }
            return columns;
        }

        private Field<?> anyOf(long fields, TableRef rows) {
            List<Field<?>> columns = new ArrayList<>();
            for (int i = 0; i < encoders.size(); i++) {
                if ((fields >>> i & 1) != 0) {
                    columns.add(rows.column(table.fields().get(i)));
                }
            }
            return DSL.field("num_nonnulls({0})", SQLDataType.INTEGER, DSL.list(columns.toArray(Field<?>[]::new)));
        }

        /** How many columns there are. */
        int width() {
            int values = 0;
            for (int i = 0; i < encoders.size(); i++) {
                values += detail.selects(i) ? 1 : 0;
            }
            return 1 + (detail.hash() ? 1 : 0) + values + unselected.size() + (detail.title() ? 1 : 0);
        }

        /**
         * Reads {@link #columns} of one result row.
         *
         * @param sequence the release that it is read in
         * @param latest the newest release that the reader knows: a row without an end is in it
         */
        Row read(CompositeReader result, String id, int since, int sequence, int latest) {
            int end = result.integer();
            byte[] hash = detail.hash() ? HexFormat.of().parseHex(result.text()) : null;
            byte[] @Nullable [] values = new byte[encoders.size()][];
            @Nullable String[] references = new String[encoders.size()];
            for (int i = 0; i < values.length; i++) {
                if (!detail.selects(i)) {
                    continue;
                }
                String value = result.next();
                if (table.fields().get(i).type() == FieldType.REF) {
                    references[i] = value;
                } else {
                    values[i] = value == null ? null : encoders.get(i).encode(value);
                }
            }
            long present = 0;
            for (long fields : unselected) {
                present |= result.integer() > 0 ? Long.lowestOneBit(fields) : 0;
            }
            Row row = new Row(
                    table,
                    id,
                    since,
                    Math.min(end - 1, latest),
                    hash,
                    values,
                    references,
                    present,
                    /* redacted= */ false);
            if (titles != null) {
                row.titled(sequence, json(result.text()));
            }
            return row;
        }

        /** The latitudes and longitudes, which GraphQL has as floating-point numbers. */
        private static List<org.lode.model.Field> coordinates(Shape shape) {
            return shape.members().values().stream()
                    .filter(Member.Embedded.class::isInstance)
                    .map(member -> ((Member.Embedded) member).shape())
                    .flatMap(object -> object.isPlace() ? object.fields() : coordinates(object).stream())
                    .toList();
        }

        private static Encoder encoder(org.lode.model.Field field, boolean coordinate) {
            return switch (field.type()) {
                case ID, REF, TEXT, ENUM, DATE -> Row::json;
                case INTEGER -> value -> value.getBytes(StandardCharsets.US_ASCII);
                case BOOLEAN -> value -> JSON.writeValueAsBytes(value.equals("t"));
                case DECIMAL -> coordinate ? value -> JSON.writeValueAsBytes(Double.valueOf(value)) : Row::json;
                case LIST -> value -> JSON.writeValueAsBytes(JSON.readTree(value));
            };
        }
    }
}

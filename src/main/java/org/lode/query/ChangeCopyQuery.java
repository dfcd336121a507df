package org.lode.query;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jooq.SelectLimitStep;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.Names;

/**
 * Copies some changes of a list as lines of text, which PostgreSQL writes.
 *
 * <p>A line says what a {@code Change} says in GraphQL. Where GraphQL has a list of fields with their values, it has three
 * columns: the names of the fields, and two JSON objects that have the values before and after by these names.
 */
public final class ChangeCopyQuery implements CopyQuery {
    private static final String TYPE = "type";

    /** Every column that a file of changes can have, and how it is read from the columns of {@link ChangeStore}. */
    private static final List<Line> LINES = List.of(
            new Line(
                    "sequence",
                    FieldType.INTEGER,
                    "Number of the release that made the change; of a difference, the last that touched the record.",
                    "seq"),
            new Line(
                    "release",
                    FieldType.TEXT,
                    "Version of that release.",
                    "(select version from release where sequence = seq)"),
            new Line("published_at", FieldType.TEXT, "When that release was published, in UTC.", """
                    (select regexp_replace(
                       to_char(published_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), '([.]000000|000)$', '') || 'Z'
                     from release where sequence = seq)"""),
            new Line(
                    "op",
                    FieldType.ENUM,
                    "What happened: `ADD` (the record is new), `MOD` (it has other values), `DEL` (it is gone), `MERGE`"
                            + " (it went into another record).",
                    "op"),
            new Line(TYPE, FieldType.ENUM, "Kind of the record: a value of `RecordType` in GraphQL.", TYPE),
            new Line("record_id", FieldType.ID, "Permanent id of the record.", "id"),
            new Line("into_id", FieldType.REF, "Permanent id of the record that it was merged into.", "into_id"),
            new Line("reasons", FieldType.LIST, "Why: the reasons of all changes that the row sums up.", "reasons"),
            new Line("note", FieldType.TEXT, "What an editor noted on the change.", "note"),
            new Line(
                    "before_hash",
                    FieldType.TEXT,
                    "Leaf hash before: 64 hex digits. Missing when the record is new.",
                    "encode(before_hash, 'hex')"),
            new Line(
                    "after_hash",
                    FieldType.TEXT,
                    "Leaf hash after: 64 hex digits. Missing when the record is gone.",
                    "encode(after_hash, 'hex')"),
            new Line(
                    "fields",
                    FieldType.LIST,
                    "Names of the fields whose values differ, as in CSV and JSON Lines. Missing for a record that is new or"
                            + " gone.",
                    """
                    (select array_agg(field ->> 'path' order by place)
                     from jsonb_array_elements(fields) with ordinality f(field, place))"""),
            new Line(
                    "before",
                    FieldType.TEXT,
                    "The values of these fields before: a JSON object, by their names.",
                    "(select jsonb_object_agg(field ->> 'path', field -> 'before') from jsonb_array_elements(fields) f(field))::text"),
            new Line(
                    "after",
                    FieldType.TEXT,
                    "The values of these fields after: a JSON object, by their names.",
                    "(select jsonb_object_agg(field ->> 'path', field -> 'after') from jsonb_array_elements(fields) f(field))::text"));

    /** The columns that a file of changes can have, in their order. */
    public static final List<Field> FIELDS = LINES.stream().map(Line::field).toList();

    private static final Map<String, Line> BY_NAME =
            LINES.stream().collect(Collectors.toMap(line -> line.field().name(), line -> line));

    private final DataPackage data;
    private final ChangeListing listing;
    private final String parent;
    private final List<Field> columns;
    private final Format format;
    private final @Nullable List<@Nullable String> after;

    /** A column, and the SQL of its value. */
    private record Line(Field field, String sql) {
        Line(String name, FieldType type, String description, String sql) {
            this(Field.made(name, type, description), sql);
        }
    }

    /**
     * Prepares the statements.
     *
     * @param parent id of the record whose history it is; empty for other lists
     * @param columns some of {@link #FIELDS}, in the order in which they come
     * @param after the position of the last row before; null to begin
     */
    public ChangeCopyQuery(
            DataPackage data,
            ChangeListing listing,
            String parent,
            Format format,
            List<Field> columns,
            @Nullable List<@Nullable String> after) {
        this.data = data;
        this.listing = listing;
        this.parent = parent;
        this.format = format;
        this.columns = columns;
        this.after = after;
    }

    @Override
    public String copy(int limit) {
        Table<?> values = rows(columns.stream()
                        .<org.jooq.Field<?>>map(this::value)
                        .toList())
                .limit(limit)
                .asTable("change");
        return format.copy(DSL.select(columns.stream()
                        .<org.jooq.Field<?>>map(field -> format.written(field, DSL.field(DSL.name(field.name()))))
                        .toList())
                .from(values));
    }

    private org.jooq.Field<?> value(Field field) {
        org.jooq.Field<?> value = field.name().equals(TYPE)
                ? type()
                : DSL.field(Objects.requireNonNull(BY_NAME.get(field.name())).sql());
        return value.as(field.name());
    }

    /** The kind of a record as GraphQL calls it. */
    private org.jooq.Field<String> type() {
        org.jooq.Field<String> name = DSL.field(TYPE, SQLDataType.CLOB);
        return DSL.case_(name)
                .mapValues(data.records().stream()
                        .collect(Collectors.toMap(kind -> kind.type(), kind -> Names.constant(kind.type()))));
    }

    @Override
    public String last(int limit) {
        List<org.jooq.Field<?>> position = ChangeStore.keys(listing).stream()
                .<org.jooq.Field<?>>map(key -> key.cast(SQLDataType.CLOB))
                .toList();
        return Format.text(rows(position).offset(limit - 1).limit(1));
    }

    @Override
    public int keys() {
        return ChangeStore.keys(listing).size();
    }

    private SelectLimitStep<?> rows(List<org.jooq.Field<?>> selected) {
        return ChangeStore.rows(listing, parent, selected, after);
    }
}

package org.lode.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.SelectLimitStep;
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
public final class ChangeCopyQuery {
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

    /** A column, and the SQL of its value. */
    private record Line(Field field, String sql) {
        Line(String name, FieldType type, String description, String sql) {
            this(Field.made(name, type, description), sql);
        }
    }

    private ChangeCopyQuery() {}

    /**
     * Reads the changes of a list behind a position.
     *
     * @param parent id of the record whose history it is; empty for other lists
     * @param columns some of {@link #FIELDS}, in the order in which they come
     * @param after the position of the last row before; null to begin
     */
    public static CopyQuery of(
            DataPackage data,
            ChangeListing listing,
            String parent,
            CopyQuery.Format format,
            List<Field> columns,
            @Nullable List<@Nullable String> after) {
        List<org.jooq.Field<?>> values = new ArrayList<>();
        List<org.jooq.Field<?>> written = new ArrayList<>();
        for (Field field : columns) {
            String sql = Objects.requireNonNull(BY_NAME.get(field.name())).sql();
            values.add((field.name().equals(TYPE) ? type(data) : DSL.field(sql)).as(field.name()));
            written.add(format.written(field, DSL.field(DSL.name(field.name()))));
        }
        List<org.jooq.Field<?>> position = new ArrayList<>();
        ChangeStore.keys(listing).forEach(key -> position.add(key.cast(SQLDataType.CLOB)));
        Function<List<org.jooq.Field<?>>, SelectLimitStep<?>> rows =
                selected -> ChangeStore.rows(listing, parent, selected, after);
        return new CopyQuery(
                limit -> format.copy(
                        DSL.select(written).from(rows.apply(values).limit(limit).asTable("change"))),
                limit -> CopyQuery.Format.text(
                        rows.apply(position).offset(limit - 1).limit(1)),
                position.size());
    }

    /** The kind of a record as GraphQL calls it. */
    private static org.jooq.Field<String> type(DataPackage data) {
        return DSL.case_(DSL.field(TYPE, SQLDataType.CLOB))
                .mapValues(data.records().stream()
                        .collect(Collectors.toMap(kind -> kind.type(), kind -> Names.constant(kind.type()))));
    }
}

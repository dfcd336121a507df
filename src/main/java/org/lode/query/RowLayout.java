package org.lode.query;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.model.Field.FieldType;
import org.lode.model.RecordKind;
import org.lode.model.Shape;
import org.lode.model.Shape.Member;
import org.lode.query.Row.Detail;
import tools.jackson.databind.json.JsonMapper;

/**
 * The columns that a row of a table is read from beside its id and its first release, and how each value is written in answers.
 * The columns of rows that its references lead to follow those of its own.
 */
final class RowLayout {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final org.lode.model.Table table;
    private final Detail detail;
    private final List<Encoder> encoders = new ArrayList<>();
    private final List<Long> unselected;
    private final @Nullable Titles titles;

    /** By the place of the reference. */
    private final SortedMap<Integer, Target> targets = new TreeMap<>();

    /** @param context of the statement */
    RowLayout(DataPackage data, org.lode.model.Table table, Detail detail, SqlContext context) {
        this.table = table;
        this.detail = detail;
        this.unselected = detail.unselected();
        this.titles = detail.title() ? new Titles(data, context) : null;
        List<org.lode.model.Field> coordinates = coordinates(data.shape(table));
        for (org.lode.model.Field field : table.fields()) {
            encoders.add(encoder(field, coordinates.contains(field)));
        }
        new TreeMap<>(detail.targets()).forEach((place, target) -> {
            RecordKind kind = data.record(target.kind());
            targets.put(place, new Target(context.ref(kind), new RowLayout(data, kind, target.detail(), context)));
        });
    }

    /** How the value of a column, as PostgreSQL writes it, becomes JSON. */
    private interface Encoder {
        byte[] encode(String value);
    }

    /** The row that a reference leads to. Its columns are null where there is none. */
    private record Target(TableRef rows, RowLayout layout) {
        /** Id and first release, which come before the columns of the layout. */
        private static final int IDENTITY = 2;

        /** The name that the column of the reference has in the statement. */
        private String reference() {
            return "to_" + rows.alias();
        }

        private Select<?> select() {
            List<Field<?>> columns = new ArrayList<>();
            columns.add(rows.id());
            columns.add(rows.column("from_seq", SQLDataType.INTEGER));
            columns.addAll(layout.columns(rows));
            Field<String> reference = DSL.field(DSL.name(reference()), SQLDataType.CLOB);
            // The limit has each row looked up in turn, which keeps the order of the rows that lead here.
            return DSL.select(columns)
                    .from(rows.from())
                    .where(rows.is(reference))
                    .limit(DSL.inline(1));
        }

        private int width() {
            return IDENTITY + layout.width();
        }
    }

    /** The columns of the row itself. */
    List<Field<?>> columns(TableRef rows) {
        List<Field<?>> columns = new ArrayList<>();
        columns.add(rows.column("to_seq", SQLDataType.INTEGER));
        if (detail.hash()) {
            columns.add(DSL.field("encode({0}, 'hex')", SQLDataType.CLOB, rows.column("row_hash", SQLDataType.BLOB)));
        }
        for (int i = 0; i < encoders.size(); i++) {
            if (detail.selects(i)) {
                columns.add(column(i, rows));
            }
        }
        unselected.forEach(fields -> columns.add(anyOf(fields, rows)));
        if (titles != null) {
            columns.add(titles.of(rows));
        }
        return columns;
    }

    private Field<?> column(int place, TableRef rows) {
        org.lode.model.Field field = table.fields().get(place);
        Field<?> column = rows.column(field);
        if (field.type() == FieldType.LIST) {
            return DSL.field("to_json({0})", SQLDataType.CLOB, column);
        }
        Target target = targets.get(place);
        return target == null ? column : column.as(target.reference());
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

    /** Adds the columns of the rows that references lead to. The statement must end with the columns of this layout. */
    Select<?> withTargets(Select<?> rows) {
        return targets.isEmpty() ? rows : DSL.select(DSL.asterisk()).from(joined(rows.asTable("own")));
    }

    private Table<?> joined(Table<?> rows) {
        Table<?> joined = rows;
        for (Target target : targets.values()) {
            Table<?> row = target.select().asTable("target_" + target.rows().alias());
            joined = target.layout().joined(joined.leftJoin(DSL.lateral(row)).on(DSL.trueCondition()));
        }
        return joined;
    }

    /** How many columns there are, those of targets included. */
    int width() {
        int values = 0;
        for (int i = 0; i < encoders.size(); i++) {
            values += detail.selects(i) ? 1 : 0;
        }
        int led = targets.values().stream().mapToInt(Target::width).sum();
        return 1 + (detail.hash() ? 1 : 0) + values + unselected.size() + (detail.title() ? 1 : 0) + led;
    }

    /**
     * Reads {@link #columns} of one result row, and those of the rows that it leads to.
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
        String title = titles == null ? null : result.text();
        Row row = new Row(
                table,
                id,
                since,
                Math.min(end - 1, latest),
                hash,
                values,
                references,
                present,
                targets.isEmpty() ? Map.of() : targets(result, sequence, latest),
                /* redacted= */ false);
        if (title != null) {
            row.titled(sequence, Row.json(title));
        }
        return row;
    }

    private Map<Integer, Row> targets(CompositeReader result, int sequence, int latest) {
        Map<Integer, Row> found = new HashMap<>();
        targets.forEach((place, target) -> {
            String id = result.next();
            if (id == null) {
                result.skip(target.width() - 1);
            } else {
                found.put(place, target.layout().read(result, id, result.integer(), sequence, latest));
            }
        });
        return found;
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

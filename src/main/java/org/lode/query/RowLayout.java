package org.lode.query;

import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jooq.Field;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.lode.kind.DataPackage;
import org.lode.kind.FieldType;
import org.lode.kind.Member;
import org.lode.kind.RecordKind;
import org.lode.kind.Shape;
import org.lode.kind.Table;
import tools.jackson.databind.json.JsonMapper;

/** The columns that a row of a table is read from, and how each value is written in answers. */
final class RowLayout {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Table table;
    private final List<Coding> codings = new ArrayList<>();
    private final boolean hashed;

    RowLayout(DataPackage data, Table table) {
        this.table = table;
        this.hashed = table instanceof RecordKind;
        List<org.lode.kind.Field> coordinates = coordinates(data.shape(table));
        for (org.lode.kind.Field field : table.fields()) {
            codings.add(coding(field, coordinates.contains(field)));
        }
    }

    /** How the value of a column becomes JSON. */
    private record Coding(Class<?> type, Encoder encoder) {}

    private interface Encoder {
        @Nullable
        Object shown(@Nullable Object value);
    }

    List<Field<?>> columns(TableRef rows) {
        List<Field<?>> columns = new ArrayList<>();
        columns.add(rows.id());
        columns.add(rows.column("from_seq", SQLDataType.INTEGER));
        columns.add(rows.column("to_seq", SQLDataType.INTEGER));
        if (hashed) {
            columns.add(rows.column("row_hash", SQLDataType.BLOB));
        }
        table.fields().forEach(field -> columns.add(rows.column(field)));
        return columns;
    }

    /**
     * Reads {@link #columns} of one result row.
     *
     * @param latest the newest release that the reader knows: a row without an end is in it
     */
    Row read(Readable result, int latest) {
        int at = 3;
        byte[] hash = hashed ? result.get(at++, byte[].class) : null;
        byte[] @Nullable [] values = new byte[codings.size()][];
        @Nullable String[] references = new String[codings.size()];
        for (int i = 0; i < values.length; i++) {
            Coding coding = codings.get(i);
            Object value = result.get(at + i, coding.type());
            if (table.fields().get(i).type() == FieldType.REF) {
                references[i] = (String) value;
            } else {
                Object shown = coding.encoder().shown(value);
                values[i] = shown == null ? null : JSON.writeValueAsBytes(shown);
            }
        }
        int end = Objects.requireNonNull(result.get(2, Integer.class));
        return new Row(
                table,
                Objects.requireNonNull(result.get(0, String.class)),
                Objects.requireNonNull(result.get(1, Integer.class)),
                Math.min(end - 1, latest),
                hash,
                values,
                references);
    }

    /** The latitudes and longitudes, which GraphQL has as floating-point numbers. */
    private static List<org.lode.kind.Field> coordinates(Shape shape) {
        return shape.members().values().stream()
                .filter(Member.Embedded.class::isInstance)
                .map(member -> ((Member.Embedded) member).shape())
                .flatMap(object -> object.isPlace() ? object.fields() : coordinates(object).stream())
                .toList();
    }

    private static Coding coding(org.lode.kind.Field field, boolean coordinate) {
        return switch (field.type()) {
            case ID, REF, TEXT, ENUM, DATE -> new Coding(String.class, value -> value);
            case INTEGER -> new Coding(Integer.class, value -> value);
            case BOOLEAN -> new Coding(Boolean.class, value -> value);
            case DECIMAL ->
                new Coding(
                        BigDecimal.class,
                        value -> value == null
                                ? null
                                : coordinate
                                        ? (Object) ((BigDecimal) value).doubleValue()
                                        : ((BigDecimal) value).toPlainString());
            case LIST -> new Coding(String[].class, value -> value);
        };
    }
}

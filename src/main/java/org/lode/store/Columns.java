package org.lode.store;

import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jooq.DataType;
import org.jooq.Query;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.PartialDate;
import org.lode.model.Sha256;
import tools.jackson.databind.JsonNode;

/** The columns of a table, their values from a record's canonical data, and how many rows of them are written in one round trip. */
final class Columns {
    /** Rows of one round trip. */
    static final int BATCH = 1000;

    private Columns() {}

    /** Returns the columns of these fields. A date has three: as written, its first and its last day. */
    static List<org.jooq.Field<?>> of(List<Field> fields) {
        List<org.jooq.Field<?>> columns = new ArrayList<>();
        for (Field field : fields) {
            columns.add(column(field.name(), type(field)));
            if (field.type() == FieldType.DATE) {
                columns.add(column(field.name() + "_first", SQLDataType.LOCALDATE));
                columns.add(column(field.name() + "_last", SQLDataType.LOCALDATE));
            }
        }
        return columns;
    }

    static <T> org.jooq.Field<T> column(String name, DataType<T> type) {
        return DSL.field(DSL.name(name), type);
    }

    /** Returns the values of these fields in {@code data}, in the order of the columns. A missing field is null. */
    static List<@Nullable Object> values(List<Field> fields, JsonNode data, String where) {
        List<@Nullable Object> values = new ArrayList<>();
        for (Field field : fields) {
            JsonNode value = data.path(field.name());
            try {
                add(values, field, value.isNull() || value.isMissingNode() ? null : value(field, value));
            } catch (IllegalArgumentException e) {
                String type = field.type().name().toLowerCase(Locale.ROOT);
                String text = "%s: %s: %s (expected: %s)".formatted(where, field.name(), value, type);
                throw new DatasetDamaged(text, e);
            }
        }
        return values;
    }

    /** Inserts these rows. */
    static void insert(
            DSLContext sql, Table<?> table, List<org.jooq.Field<?>> columns, List<List<@Nullable Object>> rows) {
        batch(sql, sql.insertInto(table, columns).values(new Object[columns.size()]), rows);
    }

    /** Runs the statement once for each row of values. */
    static void batch(DSLContext sql, Query statement, List<List<@Nullable Object>> rows) {
        for (int start = 0; start < rows.size(); start += BATCH) {
            Object[][] values = rows.subList(start, Math.min(start + BATCH, rows.size())).stream()
                    .map(List::toArray)
                    .toArray(Object[][]::new);
            sql.batch(statement).bind(values).execute();
        }
    }

    private static void add(List<@Nullable Object> values, Field field, @Nullable Object value) {
        values.add(value);
        if (field.type() == FieldType.DATE) {
            PartialDate date = value == null ? null : PartialDate.parse((String) value);
            values.add(date == null ? null : date.first());
            values.add(date == null ? null : date.last());
        }
    }

    private static DataType<?> type(Field field) {
        return switch (field.type()) {
            case ID, REF, TEXT, ENUM, DATE -> SQLDataType.CLOB;
            case INTEGER -> SQLDataType.INTEGER;
            case DECIMAL -> SQLDataType.NUMERIC;
            case BOOLEAN -> SQLDataType.BOOLEAN;
            case LIST -> SQLDataType.CLOB.array();
        };
    }

    private static Object value(Field field, JsonNode value) {
        return switch (field.type()) {
            case ID, REF, TEXT, ENUM, DATE -> text(value);
            case INTEGER ->
                required(value, value.isIntegralNumber() && value.canConvertToInt())
                        .intValue();
            case DECIMAL -> new BigDecimal(text(value));
            case BOOLEAN -> required(value, value.isBoolean()).booleanValue();
            case LIST ->
                required(value, value.isArray()).values().stream()
                        .map(Columns::text)
                        .toArray(String[]::new);
        };
    }

    private static String text(JsonNode value) {
        return required(value, value.isString()).stringValue();
    }

    private static JsonNode required(JsonNode value, boolean fits) {
        if (!fits) {
            throw new IllegalArgumentException();
        }
        return value;
    }

    /** A column of a row that is read, whose value is not null. */
    static <T> T get(Readable row, int at, Class<T> type) {
        return Objects.requireNonNull(row.get(at, type));
    }

    static String text(Readable row, int at) {
        return get(row, at, String.class);
    }

    static int whole(Readable row, int at) {
        return get(row, at, Integer.class);
    }

    static String hex(Readable row, int at) {
        return Sha256.hex(get(row, at, byte[].class));
    }
}

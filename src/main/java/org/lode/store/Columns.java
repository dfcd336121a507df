package org.lode.store;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jooq.DataType;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Field;
import org.lode.model.PartialDate;
import tools.jackson.databind.JsonNode;

/** The columns of a table, and their values from a record's canonical data. */
final class Columns {
    private Columns() {}

    /** Returns the columns of these fields. A date has three: as written, its first and its last day. */
    static List<org.jooq.Field<?>> of(List<Field> fields) {
        List<org.jooq.Field<?>> columns = new ArrayList<>();
        for (Field field : fields) {
            columns.add(column(field.name(), type(field)));
            if (isDate(field)) {
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
            add(values, field, data.path(field.name()), where);
        }
        return values;
    }

    private static boolean isDate(Field field) {
        return switch (field.type()) {
            case DATE -> true;
            case ID, REF, TEXT, ENUM, INTEGER, DECIMAL, BOOLEAN, LIST -> false;
        };
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

    private static void add(List<@Nullable Object> values, Field field, JsonNode value, String where) {
        try {
            if (isDate(field)) {
                addDate(values, value);
            } else {
                values.add(value.isNull() || value.isMissingNode() ? null : value(field, value));
            }
        } catch (IllegalArgumentException e) {
            throw new DatasetDamaged(
                    "%s: %s: %s (expected: %s)"
                            .formatted(
                                    where,
                                    field.name(),
                                    value,
                                    field.type().name().toLowerCase(Locale.ROOT)),
                    e);
        }
    }

    private static void addDate(List<@Nullable Object> values, JsonNode value) {
        PartialDate date = value.isNull() || value.isMissingNode() ? null : PartialDate.parse(text(value));
        LocalDate first = date == null ? null : date.first();
        LocalDate last = date == null ? null : date.last();
        values.add(date == null ? null : date.text());
        values.add(first);
        values.add(last);
    }

    private static Object value(Field field, JsonNode value) {
        return switch (field.type()) {
            case ID, REF, TEXT, ENUM, DATE -> text(value);
            case INTEGER -> whole(value);
            case DECIMAL -> new BigDecimal(text(value));
            case BOOLEAN -> truth(value);
            case LIST -> texts(value);
        };
    }

    private static String text(JsonNode value) {
        return value.asStringOpt().filter(text -> value.isString()).orElseThrow(IllegalArgumentException::new);
    }

    private static Integer whole(JsonNode value) {
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw new IllegalArgumentException();
        }
        return value.intValue();
    }

    private static Boolean truth(JsonNode value) {
        if (!value.isBoolean()) {
            throw new IllegalArgumentException();
        }
        return value.booleanValue();
    }

    private static String[] texts(JsonNode value) {
        if (!value.isArray()) {
            throw new IllegalArgumentException();
        }
        return value.values().stream().map(Columns::text).toArray(String[]::new);
    }
}

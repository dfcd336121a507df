package org.lode.query;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.lode.failure.BadInput;
import org.lode.kind.PartialDate;

/** What each operator of a filter means for each type of field. Every operator but {@code isNull} is false for null. */
final class Operators {
    private Operators() {}

    static Condition of(TableRef table, org.lode.kind.Field field, Map<String, ?> operators, String at) {
        List<Condition> all = new ArrayList<>();
        operators.forEach((operator, operand) -> {
            if (operand == null) {
                throw new BadInput(at + "." + operator, null, "a value; use isNull to ask for null");
            }
            all.add(one(table, field, operator, operand, at + "." + operator));
        });
        return DSL.and(all);
    }

    private static Condition one(
            TableRef table, org.lode.kind.Field field, String operator, Object operand, String at) {
        if (operator.equals("isNull")) {
            return (boolean) operand
                    ? table.column(field).isNull()
                    : table.column(field).isNotNull();
        }
        return switch (field.type()) {
            case DATE -> date(table, field, operator, operand, at);
            case LIST -> list(typed(table.column(field)), operator, operand, at);
            case TEXT -> text(typed(table.column(field)), operator, operand, at);
            case ID, REF, ENUM, INTEGER, DECIMAL, BOOLEAN -> scalar(typed(table.column(field)), operator, operand, at);
        };
    }

    static Condition atLeast(Field<?> column, double bound) {
        return scalar(column, "gte", bound, "");
    }

    static Condition atMost(Field<?> column, double bound) {
        return scalar(column, "lte", bound, "");
    }

    private static <T> Condition scalar(Field<T> column, String operator, Object operand, String at) {
        return switch (operator) {
            case "eq" -> column.eq(value(operand, column));
            case "ne" -> column.ne(value(operand, column));
            case "lt" -> column.lt(value(operand, column));
            case "lte" -> column.le(value(operand, column));
            case "gt" -> column.gt(value(operand, column));
            case "gte" -> column.ge(value(operand, column));
            case "in" -> column.eq(DSL.any(array(column, operand)));
            case "notIn" -> column.ne(DSL.all(array(column, known(operand, at))));
            default -> throw new BadInput(at, operator, "an operator of this type");
        };
    }

    private static Condition text(Field<String> column, String operator, Object operand, String at) {
        return switch (operator) {
            case "contains", "startsWith", "endsWith" -> part(column, operator, (String) operand);
            default -> scalar(column, operator, composed(operand), at);
        };
    }

    private static Condition part(Field<String> column, String operator, String operand) {
        Field<String> text = folded(column);
        Field<String> part = folded(DSL.val((String) composed(operand)));
        return switch (operator) {
            case "contains" -> DSL.position(text, part).gt(0);
            case "startsWith" ->
                DSL.function("starts_with", Boolean.class, text, part).isTrue();
            default -> DSL.right(text, DSL.length(part)).eq(part);
        };
    }

    /**
     * Lower case by Unicode's rules, not by those of the database's locale, so that É finds é everywhere.
     *
     * <p>İ becomes an i and a dot above it, which is one letter more than an i; ς is a σ at the end of a word.
     */
    private static Field<String> folded(Field<String> text) {
        return DSL.field(
                "translate(replace(lower({0} collate \"und-x-icu\"), {1}, 'i'), 'ς', 'σ')",
                SQLDataType.CLOB, text, DSL.inline("i\u0307"));
    }

    /** Values of the dataset are in Unicode's composed form, so operands have to be. */
    private static Object composed(Object operand) {
        return switch (operand) {
            case String text -> Normalizer.normalize(text, Normalizer.Form.NFC);
            case Collection<?> several ->
                several.stream()
                        .map(one -> composed(Objects.requireNonNull(one)))
                        .toList();
            default -> operand;
        };
    }

    private static Condition date(
            TableRef table, org.lode.kind.Field field, String operator, Object operand, String at) {
        return switch (operator) {
            case "eq" -> sameDate(table, field, (PartialDate) operand);
            case "ne" -> sameDate(table, field, (PartialDate) operand).not();
            case "lt" -> table.last(field).lt(((PartialDate) operand).first());
            case "lte" -> table.last(field).le(((PartialDate) operand).last());
            case "gt" -> table.first(field).gt(((PartialDate) operand).last());
            case "gte" -> table.first(field).ge(((PartialDate) operand).first());
            case "in" -> DSL.or(sameDates(table, field, (Collection<?>) operand));
            case "notIn" -> DSL.or(sameDates(table, field, known(operand, at))).not();
            default -> throw new BadInput(at, operator, "an operator of dates");
        };
    }

    private static Condition sameDate(TableRef table, org.lode.kind.Field field, PartialDate date) {
        return table.first(field).eq(date.first()).and(table.last(field).eq(date.last()));
    }

    private static List<Condition> sameDates(TableRef table, org.lode.kind.Field field, Collection<?> dates) {
        return dates.stream()
                .map(date -> sameDate(table, field, (PartialDate) date))
                .toList();
    }

    private static Condition list(Field<String[]> column, String operator, Object given, String at) {
        Object operand = composed(given);
        return switch (operator) {
            case "has" -> DSL.val((String) operand).eq(DSL.any(column));
            case "hasAny" -> DSL.arrayOverlap(column, strings((Collection<?>) operand));
            case "contains", "startsWith", "endsWith" -> {
                Field<String> text = DSL.field(DSL.name("e", "text"), SQLDataType.CLOB);
                yield DSL.exists(
                        DSL.selectOne().from(DSL.unnest(column).as("e", "text")).where(part(text, operator, (String)
                                operand)));
            }
            case "hasAll" -> column.contains(strings(known(operand, at)));
            // A list that nothing was recorded for is empty as well, and is shown as such.
            case "isEmpty" ->
                (boolean) operand
                        ? DSL.coalesce(DSL.cardinality(column), 0).eq(0)
                        : DSL.cardinality(column).gt(0);
            default -> throw new BadInput(at, operator, "an operator of lists");
        };
    }

    /** A set to exclude or to demand; an empty one would mean every row, which is never what was meant. */
    private static Collection<?> known(Object operand, String at) {
        Collection<?> values = (Collection<?>) operand;
        if (values.isEmpty()) {
            throw new BadInput(at, values, "at least one value");
        }
        return values;
    }

    @SuppressWarnings("unchecked")
    private static <T> Field<T> typed(Field<?> column) {
        return (Field<T>) column;
    }

    private static <T> Field<T> value(Object operand, Field<T> column) {
        return DSL.val(operand, column.getDataType());
    }

    private static <T> Field<T[]> array(Field<T> column, Object operand) {
        return DSL.val(
                (Object) ((Collection<?>) operand).toArray(),
                column.getDataType().getArrayDataType());
    }

    private static Field<String[]> strings(Collection<?> values) {
        return DSL.val(values.toArray(String[]::new), SQLDataType.CLOB.array());
    }
}

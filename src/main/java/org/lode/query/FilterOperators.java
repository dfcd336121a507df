package org.lode.query;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jooq.Condition;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.lode.model.Failure.BadInput;
import org.lode.model.PartialDate;
import org.lode.model.Shape;
import org.lode.model.Shape.Member;

/** What each operator of a filter means for each type of field. Every operator but {@code isNull} is false for null. */
final class FilterOperators {
    private static final double POLE = 90;
    private static final double ANTIMERIDIAN = 180;

    private final SqlContext context;

    FilterOperators(SqlContext context) {
        this.context = context;
    }

    Condition of(TableRef table, org.lode.model.Field field, Map<String, ?> operators, Filter.Path place) {
        Field<?> column = table.column(field);
        return Filter.all(operators, place, "a value; use isNull to ask for null", (operator, operand, at) -> {
            if (operator.equals("isNull")) {
                return (boolean) operand ? column.isNull() : column.isNotNull();
            }
            return switch (field.type()) {
                case DATE -> date(table, field, operator, operand, at);
                case LIST -> list(typed(column), operator, operand, at);
                case TEXT -> text(typed(column), operator, operand, at);
                case ID, REF, ENUM, INTEGER, DECIMAL, BOOLEAN -> scalar(typed(column), operator, operand, at);
            };
        });
    }

    private <T> Condition scalar(Field<T> column, String operator, Object operand, Filter.Path at) {
        return switch (operator) {
            case "eq" -> column.eq(value(at, column.getDataType()));
            case "ne" -> column.ne(value(at, column.getDataType()));
            case "lt" -> column.lt(value(at, column.getDataType()));
            case "lte" -> column.le(value(at, column.getDataType()));
            case "gt" -> column.gt(value(at, column.getDataType()));
            case "gte" -> column.ge(value(at, column.getDataType()));
            case "in" -> column.eq(DSL.any(array(at, column.getDataType())));
            case "notIn" -> {
                requireAny(operand, at);
                yield column.ne(DSL.all(array(at, column.getDataType())));
            }
            default -> throw new BadInput(at.text(), operator, "an operator of this type");
        };
    }

    private Condition text(Field<String> column, String operator, Object operand, Filter.Path at) {
        return switch (operator) {
            case "contains", "startsWith", "endsWith" -> part(column, operator, at);
            default -> scalar(column, operator, operand, at);
        };
    }

    private Condition part(Field<String> column, String operator, Filter.Path at) {
        Field<String> text = folded(column);
        Field<String> part = folded(value(at, SQLDataType.CLOB));
        return switch (operator) {
            case "contains" -> DSL.position(text, part).gt(DSL.inline(0));
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

    private Condition date(
            TableRef table, org.lode.model.Field field, String operator, Object operand, Filter.Path at) {
        Field<LocalDate> first = table.first(field);
        Field<LocalDate> last = table.last(field);
        return switch (operator) {
            case "eq" -> sameDate(first, last, at);
            case "ne" -> sameDate(first, last, at).not();
            case "lt" -> last.lt(day(at, PartialDate::first));
            case "lte" -> last.le(day(at, PartialDate::last));
            case "gt" -> first.gt(day(at, PartialDate::last));
            case "gte" -> first.ge(day(at, PartialDate::first));
            case "in" -> sameDates(first, last, operand, at);
            case "notIn" -> sameDates(first, last, requireAny(operand, at), at).not();
            default -> throw new BadInput(at.text(), operator, "an operator of dates");
        };
    }

    private Condition sameDate(Field<LocalDate> first, Field<LocalDate> last, Filter.Path at) {
        return first.eq(day(at, PartialDate::first)).and(last.eq(day(at, PartialDate::last)));
    }

    private Condition sameDates(Field<LocalDate> first, Field<LocalDate> last, Object operand, Filter.Path at) {
        int size = ((Collection<?>) operand).size();
        return DSL.or(IntStream.range(0, size)
                .mapToObj(i -> sameDate(first, last, at.to(i)))
                .toList());
    }

    private Field<LocalDate> day(Filter.Path at, Function<PartialDate, LocalDate> day) {
        return context.value(asked -> day.apply((PartialDate) at.in(asked.filter())), SQLDataType.LOCALDATE);
    }

    private Condition list(Field<String[]> column, String operator, Object operand, Filter.Path at) {
        return switch (operator) {
            case "has" -> value(at, SQLDataType.CLOB).eq(DSL.any(column));
            case "hasAny" -> DSL.arrayOverlap(column, array(at, SQLDataType.CLOB));
            case "contains", "startsWith", "endsWith" -> {
                Field<String> text = DSL.field(DSL.name("e", "text"), SQLDataType.CLOB);
                yield DSL.exists(
                        DSL.selectOne().from(DSL.unnest(column).as("e", "text")).where(part(text, operator, at)));
            }
            case "hasAll" -> {
                requireAny(operand, at);
                yield column.contains(array(at, SQLDataType.CLOB));
            }
            // A list that nothing was recorded for is empty as well, and is shown as such.
            case "isEmpty" ->
                (boolean) operand
                        ? DSL.coalesce(DSL.cardinality(column), DSL.inline(0)).eq(DSL.inline(0))
                        : DSL.cardinality(column).gt(DSL.inline(0));
            default -> throw new BadInput(at.text(), operator, "an operator of lists");
        };
    }

    /** Refuses an empty set to exclude or to demand: it would mean every row, which is never what was meant. */
    private static Object requireAny(Object operand, Filter.Path at) {
        if (((Collection<?>) operand).isEmpty()) {
            throw new BadInput(at.text(), operand, "at least one value");
        }
        return operand;
    }

    @SuppressWarnings("unchecked")
    private static <T> Field<T> typed(Field<?> column) {
        return (Field<T>) column;
    }

    private <T> Field<T> value(Filter.Path at, DataType<T> type) {
        return context.value(asked -> composed(at.in(asked.filter())), type);
    }

    private <T> Field<T[]> array(Filter.Path at, DataType<T> type) {
        return context.value(
                asked -> ((Collection<?>) composed(at.in(asked.filter()))).toArray(), type.getArrayDataType());
    }

    /** Whether a place is known; one with half of its coordinates is not. */
    static Condition isNull(TableRef table, Shape place, boolean missing) {
        Condition known = column(table, place, Shape.LATITUDE)
                .isNotNull()
                .and(column(table, place, Shape.LONGITUDE).isNotNull());
        return missing ? DSL.not(known) : known;
    }

    /**
     * Whether a place lies within a box, the edges included.
     *
     * <p>A box whose west is greater than its east crosses the antimeridian. The meridians 180 and -180 are the same line.
     */
    static Condition within(TableRef table, Shape place, Map<String, ?> box, Filter.Path at) {
        double west = bound(box, "west", ANTIMERIDIAN, at);
        double south = bound(box, "south", POLE, at);
        double east = bound(box, "east", ANTIMERIDIAN, at);
        double north = bound(box, "north", POLE, at);
        if (south > north) {
            throw new BadInput(at.to("south").text(), shown(south), "at most north, which is " + shown(north));
        }
        Field<?> latitude = column(table, place, Shape.LATITUDE);
        Field<?> longitude = column(table, place, Shape.LONGITUDE);
        Condition between = atLeast(longitude, west).and(atMost(longitude, east));
        if (west > east) {
            between = atLeast(longitude, west).or(atMost(longitude, east));
        } else if (east == ANTIMERIDIAN) {
            between = between.or(atMost(longitude, -ANTIMERIDIAN));
        } else if (west == -ANTIMERIDIAN) {
            between = between.or(atLeast(longitude, ANTIMERIDIAN));
        }
        return atLeast(latitude, south).and(atMost(latitude, north)).and(between);
    }

    private static Condition atLeast(Field<?> column, double bound) {
        return column.coerce(SQLDataType.NUMERIC).ge(DSL.inline(BigDecimal.valueOf(bound)));
    }

    private static Condition atMost(Field<?> column, double bound) {
        return column.coerce(SQLDataType.NUMERIC).le(DSL.inline(BigDecimal.valueOf(bound)));
    }

    private static double bound(Map<String, ?> box, String side, double most, Filter.Path at) {
        double bound = ((Number) Objects.requireNonNull(box.get(side))).doubleValue();
        if (Math.abs(bound) > most) {
            throw new BadInput(at.to(side).text(), shown(bound), shown(-most) + " to " + shown(most));
        }
        return bound;
    }

    /** Written without a point where it is whole. */
    private static String shown(double degrees) {
        return BigDecimal.valueOf(degrees).stripTrailingZeros().toPlainString();
    }

    private static Field<?> column(TableRef table, Shape place, String name) {
        Member.Leaf leaf = (Member.Leaf) Objects.requireNonNull(place.member(name));
        return table.column(leaf.field());
    }
}

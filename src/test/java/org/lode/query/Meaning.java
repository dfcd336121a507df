package org.lode.query;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.Relation;

/** What a filter means, by the descriptions of the schema: whether a row in memory meets it. */
final class Meaning {
    static final Comparator<String> BY_CODE_POINTS =
            (a, b) -> Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());

    private static final BigDecimal ROUND = BigDecimal.valueOf(360);

    private final DataPackage data;
    private final Memory memory;

    Meaning(DataPackage data, Memory memory) {
        this.data = data;
        this.memory = memory;
    }

    boolean holds(Memory.Row row, Map<String, ?> filter) {
        return holds(row, List.of(), filter);
    }

    /** @param path names from the row down to the embedded object that the filter is about */
    private boolean holds(Memory.Row row, List<String> path, Map<String, ?> filter) {
        return filter.entrySet().stream().allMatch(entry -> holds(row, path, entry.getKey(), entry.getValue()));
    }

    private boolean holds(Memory.Row row, List<String> path, String name, Object value) {
        return switch (name) {
            case "and" -> filters(value).allMatch(filter -> holds(row, path, filter));
            case "or" -> filters(value).anyMatch(filter -> holds(row, path, filter));
            case "not" -> !holds(row, path, map(value));
            case "isNull" ->
                (coordinate(row, path, "latitude") == null || coordinate(row, path, "longitude") == null)
                        == (boolean) value;
            case "within" -> within(row, path, map(value));
            default -> member(row, Stream.concat(path.stream(), Stream.of(name)).toList(), map(value));
        };
    }

    private static @Nullable BigDecimal coordinate(Memory.Row row, List<String> path, String name) {
        List<String> whole = Stream.concat(path.stream(), Stream.of(name)).toList();
        return row.table().fields().stream()
                .filter(field -> field.path().equals(whole))
                .findFirst()
                .map(field -> (BigDecimal) row.value(field))
                .orElse(null);
    }

    /** A place is in a box that goes at least as far east from its west as the place lies. */
    private static boolean within(Memory.Row row, List<String> path, Map<String, ?> box) {
        BigDecimal latitude = coordinate(row, path, "latitude");
        BigDecimal longitude = coordinate(row, path, "longitude");
        if (latitude == null || longitude == null) {
            return false;
        }
        BigDecimal west = degrees(box, "west");
        BigDecimal width = degrees(box, "east").subtract(west);
        return latitude.compareTo(degrees(box, "south")) >= 0
                && latitude.compareTo(degrees(box, "north")) <= 0
                && (width.compareTo(ROUND) == 0
                        || east(longitude.subtract(west)).compareTo(east(width)) <= 0);
    }

    private static BigDecimal degrees(Map<String, ?> box, String side) {
        return new BigDecimal(String.valueOf(box.get(side)));
    }

    /** Degrees on the way east, from 0 to less than 360. */
    private static BigDecimal east(BigDecimal degrees) {
        BigDecimal rest = degrees.remainder(ROUND);
        return rest.signum() < 0 ? rest.add(ROUND) : rest;
    }

    private boolean member(Memory.Row row, List<String> path, Map<String, ?> value) {
        for (Field field : row.table().fields()) {
            if (field.type() == FieldType.REF && field.path().equals(path)) {
                Memory.Row target = row.value(field) instanceof String id ? memory.find(id) : null;
                return target != null && holds(target, value);
            }
            if (field.path().equals(path)
                    || (field.type() == FieldType.REF && withId(field.path()).equals(path))) {
                return compares(field, row.value(field), value);
            }
        }
        return data.relations(row.table()).stream()
                .filter(relation -> path.equals(List.of(relation.name())))
                .findFirst()
                .map(relation -> quantified(row, relation, value))
                .orElseGet(() -> holds(row, path, value));
    }

    private static List<String> withId(List<String> path) {
        return Stream.concat(path.subList(0, path.size() - 1).stream(), Stream.of(path.getLast() + "Id"))
                .toList();
    }

    private boolean quantified(Memory.Row row, Relation relation, Map<String, ?> value) {
        List<Memory.Row> related = memory.related(row, relation);
        return value.entrySet().stream().allMatch(entry -> {
            Predicate<Memory.Row> meets = one -> holds(one, map(entry.getValue()));
            return switch (entry.getKey()) {
                case "some" -> related.stream().anyMatch(meets);
                case "none" -> related.stream().noneMatch(meets);
                default -> related.stream().allMatch(meets);
            };
        });
    }

    private static boolean compares(Field field, @Nullable Object value, Map<String, ?> operators) {
        return operators.entrySet().stream().allMatch(entry -> switch (entry.getKey()) {
            case "isNull" -> (value == null) == (boolean) entry.getValue();
            case "isEmpty" -> ((value == null) || ((List<?>) value).isEmpty()) == (boolean) entry.getValue();
            default -> value != null && compares(field.type(), value, entry.getKey(), entry.getValue());
        });
    }

    private static boolean compares(FieldType type, Object value, String operator, Object given) {
        Object operand = type == FieldType.TEXT || type == FieldType.LIST ? composed(given) : given;
        return switch (operator) {
            case "contains" -> texts(value).anyMatch(text -> text.contains(folded(operand)));
            case "startsWith" -> texts(value).anyMatch(text -> text.startsWith(folded(operand)));
            case "endsWith" -> texts(value).anyMatch(text -> text.endsWith(folded(operand)));
            case "has" -> ((List<?>) value).contains(operand);
            case "hasAny" -> ((List<?>) operand).stream().anyMatch(((List<?>) value)::contains);
            case "hasAll" -> ((List<?>) operand).stream().allMatch(((List<?>) value)::contains);
            case "in" -> ((List<?>) operand).stream().anyMatch(one -> compares(type, value, "eq", one));
            case "notIn" -> ((List<?>) operand).stream().noneMatch(one -> compares(type, value, "eq", one));
            case "ne" -> !compares(type, value, "eq", operand);
            default ->
                type == FieldType.DATE
                        ? dates(Days.of((String) value), operator, Days.of((String) operand))
                        : ordered(compare(type, value, operand), operator);
        };
    }

    private static boolean dates(Days value, String operator, Days operand) {
        return switch (operator) {
            case "eq" -> value.equals(operand);
            case "lt" -> value.last().isBefore(operand.first());
            case "lte" -> !value.last().isAfter(operand.last());
            case "gt" -> value.first().isAfter(operand.last());
            default -> !value.first().isBefore(operand.first());
        };
    }

    private static boolean ordered(int comparison, String operator) {
        return switch (operator) {
            case "eq" -> comparison == 0;
            case "lt" -> comparison < 0;
            case "lte" -> comparison <= 0;
            case "gt" -> comparison > 0;
            default -> comparison >= 0;
        };
    }

    private static int compare(FieldType type, Object value, Object operand) {
        return switch (type) {
            case ID, REF, TEXT, ENUM -> BY_CODE_POINTS.compare((String) value, (String) operand);
            case INTEGER -> Integer.compare((int) value, (int) operand);
            case DECIMAL -> ((BigDecimal) value).compareTo(new BigDecimal(operand.toString()));
            case BOOLEAN -> Boolean.compare((boolean) value, (boolean) operand);
            case DATE, LIST -> throw new IllegalArgumentException(type + " is not compared like this");
        };
    }

    private static Object composed(Object operand) {
        return operand instanceof List<?> several
                ? several.stream().map(Meaning::composed).toList()
                : Normalizer.normalize((String) operand, Normalizer.Form.NFC);
    }

    private static Stream<String> texts(Object value) {
        return value instanceof List<?> several ? several.stream().map(Meaning::folded) : Stream.of(folded(value));
    }

    private static String folded(Object text) {
        return ((String) text).toLowerCase(Locale.ROOT).replace("i\u0307", "i").replace('ς', 'σ');
    }

    private static Stream<Map<String, ?>> filters(Object value) {
        return ((List<?>) value).stream().map(Meaning::map);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, ?> map(Object value) {
        return (Map<String, ?>) value;
    }
}

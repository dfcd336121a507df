package org.lode.query;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.lode.model.Field;
import org.lode.model.Table;

/** Operands that tell right from wrong: real values, near misses, and the ends of what a type can hold. */
final class Operands {
    private static final List<String> TEXTS =
            List.of("", " ", "%", "_", "\\", "'", "$1", "İ", "ß", "é", "日本", "\uFFFF", "😀", "nothing like it");
    private static final List<String> DECIMALS =
            List.of("0", "-0.0", "0.00000000001", "-1", "9".repeat(100), "-" + "9".repeat(100));
    private static final List<String> DATES = List.of("0001", "0000", "9999", "9999-12-31", "2004/2020", "2011-02");

    private final List<Memory> releases;
    private final Random random;
    private final Map<String, List<Object>> real = new HashMap<>();

    Operands(List<Memory> releases, Random random) {
        this.releases = releases;
        this.random = random;
    }

    Object of(Table table, Field field, String operator) {
        return switch (operator) {
            case "isNull", "isEmpty" -> random.nextBoolean();
            case "in", "hasAny" -> several(table, field, random.nextInt(20) == 0 ? 0 : 1 + random.nextInt(4));
            case "notIn", "hasAll" -> several(table, field, 1 + random.nextInt(3));
            default -> one(table, field);
        };
    }

    /** A box, or whether there is a place at all. */
    Object of(Table table, Term.Place place) {
        if (place.path().getLast().equals("isNull")) {
            return random.nextBoolean();
        }
        double[] parallels = {edge(table, place.latitude(), 90), edge(table, place.latitude(), 90)};
        Arrays.sort(parallels);
        return Map.of(
                "south",
                parallels[0],
                "north",
                parallels[1],
                "west",
                edge(table, place.longitude(), 180),
                "east",
                edge(table, place.longitude(), 180));
    }

    /** An edge of a box: through a place, anywhere, or at an end of the map. */
    private double edge(Table table, Field field, int most) {
        return switch (random.nextInt(6)) {
            case 0 -> most;
            case 1 -> -most;
            case 2, 3 -> ((BigDecimal) real(table, field)).doubleValue();
            default -> random.nextInt(-most, most + 1);
        };
    }

    private double coordinate(BigDecimal value) {
        return switch (random.nextInt(4)) {
            case 0 -> value.doubleValue() + 0.000001;
            case 1 -> value.intValue();
            default -> value.doubleValue();
        };
    }

    private List<Object> several(Table table, Field field, int size) {
        return Stream.generate(() -> one(table, field)).limit(size).toList();
    }

    private Object one(Table table, Field field) {
        Object value = real(table, field);
        return switch (field.type()) {
            case ID, REF -> near(4, () -> value + "x", value);
            case ENUM -> near(4, () -> any(field.allowed()), value);
            case BOOLEAN -> random.nextBoolean();
            case INTEGER -> number((int) value);
            case DECIMAL -> Term.isCoordinate(field) ? coordinate((BigDecimal) value) : decimal((BigDecimal) value);
            case DATE -> date((String) value);
            case TEXT, LIST -> text((String) value);
        };
    }

    /** A value that some row has in some release; one of the type where none has any. */
    private Object real(Table table, Field field) {
        List<Object> values = real.computeIfAbsent(
                table.name() + "." + field.name(),
                name -> releases.stream()
                        .flatMap(memory -> memory.rows(table).stream())
                        .flatMap(row -> Stream.ofNullable(row.value(field)))
                        .flatMap(value -> value instanceof Collection<?> list ? list.stream() : Stream.of(value))
                        .<Object>map(value -> value)
                        .distinct()
                        .toList());
        return values.isEmpty() ? unheld(field) : any(values);
    }

    private Object unheld(Field field) {
        return switch (field.type()) {
            case ENUM -> any(field.allowed());
            case INTEGER -> 1;
            case DECIMAL -> BigDecimal.ONE;
            case DATE -> "2011";
            case ID, REF, TEXT, LIST, BOOLEAN -> "p. 7";
        };
    }

    private Object number(int value) {
        return switch (random.nextInt(8)) {
            case 0 -> Integer.MAX_VALUE;
            case 1 -> Integer.MIN_VALUE;
            case 2 -> value + 1;
            case 3 -> value - 1;
            default -> value;
        };
    }

    /** Also a whole number as such, which the scalar takes too. */
    private Object decimal(BigDecimal value) {
        return switch (random.nextInt(9)) {
            case 0 -> any(DECIMALS);
            case 1 -> value.add(BigDecimal.ONE.movePointLeft(9)).toPlainString();
            case 2 -> value.subtract(BigDecimal.ONE.movePointLeft(1)).toPlainString();
            case 3 -> value.setScale(value.scale() + 2).toPlainString();
            case 4 -> value.negate().toPlainString();
            case 5 -> value.longValue();
            default -> value.toPlainString();
        };
    }

    private String date(String value) {
        Days days = Days.of(value);
        return switch (random.nextInt(9)) {
            case 0 -> any(DATES);
            case 1 -> days.first().toString();
            case 2 -> days.last().toString();
            case 3 -> days.first().minusDays(1).toString();
            case 4 -> days.last().plusDays(1).toString();
            case 5 -> days.first().toString().substring(0, 7);
            case 6 -> days.first().toString().substring(0, 4);
            case 7 -> days.first() + "/" + days.last();
            default -> value;
        };
    }

    private String text(String value) {
        int from = random.nextInt(value.length() + 1);
        int to = from + random.nextInt(value.length() - from + 1);
        String part = value.substring(from, to);
        return switch (random.nextInt(12)) {
            case 0 -> any(TEXTS);
            case 1 -> value.toUpperCase(Locale.ROOT);
            case 2 -> value.toLowerCase(Locale.ROOT);
            case 3 -> value + " ";
            case 4 -> value.substring(0, to);
            case 5 -> value.substring(from);
            case 6 -> part.substring(0, Math.min(3, part.length()));
            case 7 -> part.toUpperCase(Locale.ROOT);
            case 8 -> Normalizer.normalize(value, Normalizer.Form.NFD);
            default -> value;
        };
    }

    private Object near(int oneIn, Supplier<Object> miss, Object value) {
        return random.nextInt(oneIn) == 0 ? miss.get() : value;
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}

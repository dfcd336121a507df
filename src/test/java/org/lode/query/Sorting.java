package org.lode.query;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.lode.kind.Field;
import org.lode.kind.FieldType;
import org.lode.kind.Table;

/** What an {@code orderBy} means, by the descriptions of the schema. */
record Sorting(List<Step> steps) {

    /** One step as it is asked for; what is null is left out. */
    record Step(
            Field field,
            @Nullable String direction,
            @Nullable String nulls) {}

    /** Up to three steps, with and without their defaults. */
    static Sorting any(Table table, Random random) {
        List<Field> fields = table.fields().stream()
                .filter(field -> field.type() != FieldType.LIST)
                .toList();
        return new Sorting(IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(i -> new Step(
                        fields.get(random.nextInt(fields.size())),
                        any(random, "ASC", "DESC"),
                        any(random, "FIRST", "LAST")))
                .toList());
    }

    private static @Nullable String any(Random random, String one, String other) {
        return switch (random.nextInt(3)) {
            case 0 -> one;
            case 1 -> other;
            default -> null;
        };
    }

    /** The argument {@code orderBy}. */
    List<Map<String, Object>> orderBy() {
        return steps.stream().map(Sorting::json).toList();
    }

    private static Map<String, Object> json(Step step) {
        Map<String, Object> json = new HashMap<>();
        json.put("field", step.field().name().toUpperCase(Locale.ROOT));
        if (step.direction() != null) {
            json.put("direction", step.direction());
        }
        if (step.nulls() != null) {
            json.put("nulls", step.nulls());
        }
        return json;
    }

    /** The ids of rows in this order, which id always ends. */
    List<String> ids(List<Memory.Row> rows) {
        Comparator<Memory.Row> byId = Comparator.comparing(Memory.Row::id, Meaning.BY_CODE_POINTS);
        Comparator<Memory.Row> order = steps.stream()
                .<Comparator<Memory.Row>>map(
                        step -> (a, b) -> compare(step, a.value(step.field()), b.value(step.field())))
                .reduce(Comparator::thenComparing)
                .map(bySteps -> bySteps.thenComparing(byId))
                .orElse(byId);
        return rows.stream().sorted(order).map(Memory.Row::id).toList();
    }

    private static int compare(Step step, @Nullable Object a, @Nullable Object b) {
        if (a == null || b == null) {
            int missing = Boolean.compare(a == null, b == null);
            return "FIRST".equals(step.nulls()) ? -missing : missing;
        }
        int comparison = compare(step.field().type(), a, b);
        return "DESC".equals(step.direction()) ? -comparison : comparison;
    }

    private static int compare(FieldType type, Object a, Object b) {
        return switch (type) {
            case ID, REF, TEXT, ENUM -> Meaning.BY_CODE_POINTS.compare((String) a, (String) b);
            case INTEGER -> Integer.compare((int) a, (int) b);
            case DECIMAL -> ((BigDecimal) a).compareTo((BigDecimal) b);
            case BOOLEAN -> Boolean.compare((boolean) a, (boolean) b);
            case DATE ->
                Comparator.comparing(Days::first)
                        .thenComparing(Days::last)
                        .compare(Days.of((String) a), Days.of((String) b));
            case LIST -> throw new IllegalArgumentException("lists have no order");
        };
    }
}

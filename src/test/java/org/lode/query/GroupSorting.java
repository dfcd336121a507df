package org.lode.query;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.lode.model.Names;
import org.lode.model.RecordKind;

/**
 * What an {@code orderBy} of groups means, by the descriptions of the schema.
 *
 * @param direction null when left out
 * @param nulls null when left out
 */
record GroupSorting(
        String field, @Nullable String direction, @Nullable String nulls) {

    GroupSorting(String field, Random random) {
        this(field, any(random, "ASC", "DESC"), any(random, "FIRST", "LAST"));
    }

    private static @Nullable String any(Random random, String one, String other) {
        return List.of(Optional.of(one), Optional.of(other), Optional.<String>empty())
                .get(random.nextInt(3))
                .orElse(null);
    }

    /** The argument {@code orderBy}. */
    List<Map<String, Object>> orderBy() {
        Map<String, Object> json = new HashMap<>(Map.of("field", field));
        Optional.ofNullable(direction).ifPresent(given -> json.put("direction", given));
        Optional.ofNullable(nulls).ifPresent(given -> json.put("nulls", given));
        return List.of(json);
    }

    /** The keys in this order, which the key always ends. */
    List<List<Optional<Object>>> sorted(RecordKind kind, Map<List<Optional<Object>>, List<Memory.Row>> groups) {
        List<List<Optional<Object>>> keys = new ArrayList<>(groups.keySet());
        Comparator<List<Optional<Object>>> order = (a, b) -> {
            for (int i = 0; i < a.size() && field.equals("KEY"); i++) {
                int comparison = compare(a.get(i), b.get(i), Grouping::compare);
                if (comparison != 0) {
                    return comparison;
                }
            }
            return field.equals("KEY")
                    ? 0
                    : compare(
                            figure(kind, Objects.requireNonNull(groups.get(a))),
                            figure(kind, Objects.requireNonNull(groups.get(b))),
                            GroupSorting::numbers);
        };
        // The keys come in their order, and sorting keeps it among equals.
        keys.sort(order);
        return keys;
    }

    private static int numbers(Optional<Object> a, Optional<Object> b) {
        return ((BigDecimal) a.orElseThrow()).compareTo((BigDecimal) b.orElseThrow());
    }

    private int compare(Optional<Object> a, Optional<Object> b, Comparator<Optional<Object>> values) {
        if (a.isEmpty() || b.isEmpty()) {
            int missing = Boolean.compare(a.isEmpty(), b.isEmpty());
            return "FIRST".equals(nulls) ? -missing : missing;
        }
        return "DESC".equals(direction) ? values.compare(b, a) : values.compare(a, b);
    }

    private Optional<Object> figure(RecordKind kind, List<Memory.Row> rows) {
        if (field.equals("COUNT")) {
            return Optional.of(BigDecimal.valueOf(rows.size()));
        }
        return kind.aggregates().stream()
                .filter(aggregate -> field.startsWith(Names.constant(aggregate.name()) + "_"))
                .findFirst()
                .flatMap(aggregate -> Figures.figure(
                        kind,
                        aggregate,
                        rows,
                        field.substring(Names.constant(aggregate.name()).length() + 1)));
    }
}

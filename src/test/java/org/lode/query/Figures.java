package org.lode.query;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lode.model.RecordKind;
import org.lode.model.Table;

/** What aggregates and groups come to, added up from rows in memory and told as GraphQL tells them. */
final class Figures {
    private Figures() {}

    /** The answer to {@code aggregate} with everything in it. */
    static Map<String, Object> of(Table table, List<Memory.Row> rows) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("count", rows.size());
        if (table instanceof RecordKind kind) {
            kind.aggregates().forEach(aggregate -> figures.put(aggregate.name(), figures(kind, aggregate, rows)));
        }
        return figures;
    }

    /** The sum of the known values that count; null when there are none. */
    static @Nullable BigDecimal sum(RecordKind kind, RecordKind.Aggregate aggregate, List<Memory.Row> rows) {
        return (BigDecimal) figure(kind, aggregate, rows, "SUM").orElse(null);
    }

    /** Sum, minimum, maximum or mean. */
    static Optional<Object> figure(
            RecordKind kind, RecordKind.Aggregate aggregate, List<Memory.Row> rows, String statistic) {
        return Optional.ofNullable(figures(kind, aggregate, rows).get(statistic.toLowerCase(Locale.ROOT)))
                .map(text -> new BigDecimal((String) text));
    }

    /** Counts sums of money: those that count are known or missing, and the others are left out. */
    private static Map<String, Object> figures(RecordKind kind, RecordKind.Aggregate aggregate, List<Memory.Row> rows) {
        List<BigDecimal> known = new ArrayList<>();
        int missing = 0;
        int excluded = 0;
        for (Memory.Row row : rows) {
            if (!aggregate.where().isEmpty() && !Boolean.TRUE.equals(row.value(kind.field(aggregate.where())))) {
                excluded++;
            } else if (row.value(kind.field(aggregate.field())) instanceof BigDecimal value) {
                known.add(value);
            } else {
                missing++;
            }
        }
        Map<String, Object> sum = new LinkedHashMap<>();
        sum.put("sum", text(known.stream().reduce(BigDecimal::add).orElse(null)));
        sum.put("min", text(known.stream().min(Comparator.naturalOrder()).orElse(null)));
        sum.put("max", text(known.stream().max(Comparator.naturalOrder()).orElse(null)));
        sum.put("avg", text(mean(known)));
        sum.put("known", known.size());
        sum.put("missing", missing);
        sum.put("excluded", excluded);
        return sum;
    }

    private static @Nullable BigDecimal mean(List<BigDecimal> values) {
        return values.stream()
                .reduce(BigDecimal::add)
                .map(sum -> sum.divide(BigDecimal.valueOf(values.size()), 2, RoundingMode.HALF_UP))
                .orElse(null);
    }

    private static @Nullable Object text(@Nullable BigDecimal value) {
        return value == null ? null : value.toPlainString();
    }
}

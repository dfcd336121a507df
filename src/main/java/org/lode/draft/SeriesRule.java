package org.lode.draft;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Observations of one series have one value a period and one unit, and countries come to no more than the world. */
final class SeriesRule implements Rule {
    private static final List<String> SERIES =
            List.of("indicator", "subject_id", "partner_id", "mineral_id", "product");
    private static final List<String> WORLDWIDE = List.of("indicator", "mineral_id", "product", "unit");
    private static final Set<String> ADDABLE = Set.of("tonnes", "kilograms", "percent");
    private static final String WORLD = "country:001";

    /** Statistics round the world to fewer digits than its countries. */
    private static final BigDecimal ROUNDING = new BigDecimal("1.03");

    @Override
    public void check(Draft draft, Consumer<Problem> report) {
        List<Row> rows = draft.rows("observations");
        checkKeys(rows, report);
        checkUnits(rows, report);
        checkWorld(draft, rows, report);
    }

    private static void checkKeys(List<Row> rows, Consumer<Problem> report) {
        List<String> columns =
                Stream.concat(SERIES.stream(), Stream.of("period")).toList();
        Map<List<String>, Row> seen = new HashMap<>();
        for (Row row : rows) {
            Row first = seen.putIfAbsent(Keys.of(row, columns), row);
            if (first != null) {
                report.accept(
                        row.problem("period", "one value a series and period; %s is the same".formatted(first.id())));
            }
        }
    }

    private static void checkUnits(List<Row> rows, Consumer<Problem> report) {
        grouped(rows, SERIES).values().forEach(series -> {
            String unit = series.getFirst().text("unit");
            series.stream()
                    .filter(row -> !row.text("unit").equals(unit))
                    .findFirst()
                    .ifPresent(row -> report.accept(row.warning(
                            "unit",
                            "one unit a series; %s has %s"
                                    .formatted(series.getFirst().id(), unit))));
        });
    }

    /** One line a series, with the periods in which countries come to more. */
    private static void checkWorld(Draft draft, List<Row> rows, Consumer<Problem> report) {
        List<Row> addable = rows.stream()
                .filter(row -> ADDABLE.contains(row.text("unit")) && row.has("value") && !row.has("partner_id"))
                .toList();
        grouped(addable, WORLDWIDE).values().forEach(series -> {
            List<String> over = new ArrayList<>();
            @Nullable Row first = null;
            for (List<Row> period : grouped(series, List.of("period")).values()) {
                Row world = period.stream()
                        .filter(row -> row.text("subject_id").equals(WORLD))
                        .findFirst()
                        .orElse(null);
                BigDecimal countries = sum(draft, period);
                if (world != null && countries.compareTo(number(world).multiply(ROUNDING)) > 0) {
                    first = first == null ? world : first;
                    over.add("%s (%s of %s)"
                            .formatted(world.text("period"), countries.toPlainString(), world.text("value")));
                }
            }
            if (first != null) {
                report.accept(first.warning(
                        "value",
                        String.join(", ", over),
                        "no less than its countries together, but for 3 % of rounding"));
            }
        });
    }

    private static BigDecimal sum(Draft draft, List<Row> rows) {
        return rows.stream()
                .filter(row -> isCountry(draft.record(row.text("subject_id"))))
                .map(SeriesRule::number)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static boolean isCountry(@Nullable Row subject) {
        return subject != null && subject.text("kind").equals("COUNTRY");
    }

    private static BigDecimal number(Row row) {
        try {
            return new BigDecimal(row.text("value"));
        } catch (NumberFormatException e) {
            // Reported as a cell of the wrong form.
            return BigDecimal.ZERO;
        }
    }

    private static Map<List<String>, List<Row>> grouped(List<Row> rows, List<String> columns) {
        return rows.stream()
                .collect(Collectors.groupingBy(row -> Keys.of(row, columns), LinkedHashMap::new, Collectors.toList()));
    }
}

package org.lode.author;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lode.author.Draft.Row;

/**
 * An observation is a point of one series. All points of a series have the same indicator, subject, partner, mineral, product,
 * unit and basis, and one value for each period. Countries add up to the world at most.
 */
final class SeriesRules {
    private static final String NAME = "series";
    private static final List<String> SAME =
            List.of("indicator_id", "subject_id", "partner_id", "mineral_id", "product", "unit", "basis");
    private static final List<String> WORLDWIDE = List.of("indicator", "mineral_id", "product", "unit");
    private static final Set<String> ADDABLE = Set.of("tonnes", "kilograms", "percent");
    private static final String WORLD = "country:001";

    /** Statistics round the world to fewer digits than its countries. */
    private static final BigDecimal ROUNDING = new BigDecimal("1.03");

    private final Draft draft;
    private final Consumer<Problem> report;

    SeriesRules(Draft draft, Consumer<Problem> report) {
        this.draft = draft;
        this.report = report;
    }

    void check() {
        List<Row> rows = draft.rows("observations");
        rows.forEach(this::checkPoint);
        grouped(rows.stream().filter(row -> row.has(NAME)).toList(), List.of(NAME))
                .values()
                .forEach(this::checkSeries);
        checkWorld(rows);
    }

    private void checkPoint(Row row) {
        for (String column : List.of("indicator_id", NAME, "basis")) {
            if (!row.has(column)) {
                report.accept(row.problem(column, "a value, which tells what may stand on one line"));
            }
        }
        boolean known = row.has("value") || row.has("value_low") || row.has("value_high");
        if (known == row.has("missing_reason")) {
            report.accept(row.problem("missing_reason", "a reason when, and only when, there is no value"));
        }
        @Nullable Row indicator = draft.record(row.text("indicator_id"));
        if (indicator != null
                && row.has("unit")
                && !Set.of(indicator.text("units").split("\\|")).contains(row.text("unit"))) {
            report.accept(row.problem("unit", "a unit of %s: %s".formatted(indicator.id(), indicator.text("units"))));
        }
    }

    private void checkSeries(List<Row> series) {
        Row first = series.getFirst();
        Map<String, Row> periods = new HashMap<>();
        for (Row row : series) {
            for (String column : SAME) {
                if (!row.text(column).equals(first.text(column))) {
                    report.accept(row.problem(
                            column,
                            "one %s a series; %s has %s"
                                    .formatted(column, first.id(), first.has(column) ? first.text(column) : "none")));
                }
            }
            Row same = periods.putIfAbsent(row.text("period"), row);
            if (same != null) {
                report.accept(
                        row.problem("period", "one value a series and period; %s is the same".formatted(same.id())));
            }
        }
    }

    /** Reports one warning for a series, with all periods in which the countries add up to more than the world. */
    private void checkWorld(List<Row> rows) {
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
                BigDecimal countries = sum(period);
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

    private BigDecimal sum(List<Row> rows) {
        return rows.stream()
                .filter(row -> isCountry(draft.record(row.text("subject_id"))))
                .map(SeriesRules::number)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static boolean isCountry(@Nullable Row subject) {
        return subject != null && subject.text("kind").equals("COUNTRY");
    }

    private static BigDecimal number(Row row) {
        try {
            return new BigDecimal(row.text("value"));
        } catch (NumberFormatException e) {
            // TableRules reports the cell.
            return BigDecimal.ZERO;
        }
    }

    private static Map<List<String>, List<Row>> grouped(List<Row> rows, List<String> columns) {
        return rows.stream()
                .collect(Collectors.groupingBy(row -> row.texts(columns), LinkedHashMap::new, Collectors.toList()));
    }
}

package org.lode.author;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lode.author.Draft.Row;

/**
 * An observation is a point of one series. All points of a series have the same indicator, subject, partner, mineral, product,
 * unit and basis, and one value for each period. Countries add up to the world at most.
 */
final class SeriesRules extends Rules {
    private static final String NAME = "series";
    private static final List<String> SAME =
            List.of("indicator_id", "subject_id", "partner_id", "mineral_id", "product", "unit", "basis");
    private static final List<String> WORLDWIDE = List.of("indicator", "mineral_id", "product", "unit");
    private static final Set<String> ADDABLE = Set.of("tonnes", "kilograms", "percent");
    private static final String WORLD = "country:001";

    /** Statistics round the world to fewer digits than its countries. */
    private static final BigDecimal ROUNDING = new BigDecimal("1.03");

    SeriesRules(Draft draft, Consumer<Problem> report) {
        super(draft, report);
    }

    @Override
    void check() {
        List<Row> rows = draft.rows("observations");
        rows.forEach(this::checkPoint);
        grouped(rows.stream().filter(row -> row.has(NAME)).toList(), row -> row.text(NAME))
                .values()
                .forEach(this::checkSeries);
        List<Row> addable = rows.stream()
                .filter(row -> ADDABLE.contains(row.text("unit")) && row.has("value") && !row.has("partner_id"))
                .toList();
        grouped(addable, row -> row.texts(WORLDWIDE)).values().forEach(this::checkWorld);
    }

    private void checkPoint(Row row) {
        for (String column : List.of("indicator_id", NAME, "basis")) {
            require(row.has(column), row, column, "a value, which tells what may stand on one line");
        }
        boolean known = row.has("value") || row.has("value_low") || row.has("value_high");
        String reason = "a reason when, and only when, there is no value";
        require(known != row.has("missing_reason"), row, "missing_reason", reason);
        Row indicator = named(row, "indicator_id");
        if (indicator != null && row.has("unit")) {
            String units = indicator.text("units");
            boolean allowed = List.of(units.split("\\|")).contains(row.text("unit"));
            require(allowed, row, "unit", "a unit of %s: %s".formatted(indicator.id(), units));
        }
    }

    private void checkSeries(List<Row> series) {
        Row first = series.getFirst();
        for (Row row : series) {
            for (String column : SAME) {
                String given = first.has(column) ? first.text(column) : "none";
                String one = "one %s a series; %s has %s".formatted(column, first.id(), given);
                require(row.text(column).equals(first.text(column)), row, column, one);
            }
        }
        repeated(
                series,
                row -> row.text("period"),
                (same, row) ->
                        problem(row, "period", "one value a series and period; %s is the same".formatted(same.id())));
    }

    /** Reports one warning for a series, with all periods in which the countries add up to more than the world. */
    private void checkWorld(List<Row> series) {
        List<String> over = new ArrayList<>();
        @Nullable Row first = null;
        for (List<Row> period : grouped(series, row -> row.text("period")).values()) {
            Row world = period.stream()
                    .filter(row -> row.text("subject_id").equals(WORLD))
                    .findFirst()
                    .orElse(null);
            BigDecimal countries = sum(period);
            if (world != null && countries.compareTo(value(world).multiply(ROUNDING)) > 0) {
                first = first == null ? world : first;
                over.add("%s (%s of %s)"
                        .formatted(world.text("period"), countries.toPlainString(), world.text("value")));
            }
        }
        if (first != null) {
            String rule = "no less than its countries together, but for 3 % of rounding";
            warning(first, "value", String.join(", ", over), rule);
        }
    }

    private BigDecimal sum(List<Row> rows) {
        return rows.stream()
                .filter(row -> {
                    Row subject = named(row, "subject_id");
                    return subject != null && subject.text("kind").equals("COUNTRY");
                })
                .map(SeriesRules::value)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal value(Row row) {
        return number(row, "value").orElse(BigDecimal.ZERO);
    }
}

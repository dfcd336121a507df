package org.lode.author;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The stakes in a project come to no more than the whole, and one organization operates it. */
final class StakeRule implements Rule {
    private static final BigDecimal WHOLE = new BigDecimal(100);
    private static final String INTEREST = "interest_pct";

    @Override
    public void check(Draft draft, Consumer<Problem> report) {
        Map<String, List<Row>> byProject = new LinkedHashMap<>();
        draft.rows("project_participants")
                .forEach(row -> byProject
                        .computeIfAbsent(row.id(), project -> new ArrayList<>())
                        .add(row));
        byProject.values().forEach(rows -> {
            checkShares(rows, report);
            checkOperators(draft, rows, report);
        });
    }

    /** What a vehicle holds is held by those behind it, who are counted. */
    private static void checkShares(List<Row> rows, Consumer<Problem> report) {
        try {
            BigDecimal sum = rows.stream()
                    .filter(row -> row.has(INTEREST) && !row.text("role").equals("VEHICLE"))
                    .map(row -> new BigDecimal(row.text(INTEREST)))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            if (sum.compareTo(WHOLE) > 0) {
                report.accept(rows.getFirst()
                        .warning(INTEREST, sum.toPlainString() + " in all", "stakes of one time: at most 100 in all"));
            }
        } catch (NumberFormatException e) {
            // Reported as a cell of the wrong form.
        }
    }

    private static void checkOperators(Draft draft, List<Row> rows, Consumer<Problem> report) {
        List<Row> operators =
                rows.stream().filter(row -> row.text("role").equals("OPERATOR")).toList();
        if (operators.size() > 1) {
            report.accept(operators
                    .get(1)
                    .warning(
                            "role",
                            operators.stream()
                                    .map(row -> row.text("organization_id"))
                                    .collect(Collectors.joining(", ")),
                            "one operator at a time"));
        }
        Row project = draft.record(rows.getFirst().id());
        if (project != null
                && !operators.isEmpty()
                && operators.stream()
                        .noneMatch(row -> row.text("organization_id").equals(project.text("operator_id")))) {
            report.accept(project.warning("operator_id", "the participant with the role OPERATOR"));
        }
    }
}

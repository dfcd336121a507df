package org.lode.author;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lode.model.Table;

/** Rows stand in the order of their keys, byte by byte. */
final class SortRule implements Rule {

    @Override
    public void check(Draft draft, Consumer<Problem> report) {
        for (Table table : draft.description().tables()) {
            check(draft.rows(table), Keys.of(table), report);
        }
    }

    /** One line for a table, however many of its rows stand in the wrong place. */
    private static void check(List<Row> rows, List<String> columns, Consumer<Problem> report) {
        @Nullable Row first = null;
        @Nullable Row before = null;
        int later = 0;
        int line = 0;
        for (Row row : rows) {
            if (before != null && Keys.compare(Keys.of(before, columns), Keys.of(row, columns)) > 0) {
                later += first == null ? 0 : 1;
                line = first == null ? before.line() : line;
                first = first == null ? row : first;
            }
            before = row;
        }
        if (first != null) {
            String order = "rows in the order of %s; line %d comes after".formatted(String.join(", ", columns), line);
            report.accept(first.problem(
                    columns.getFirst(),
                    later == 0
                            ? order
                            : "%s; %d rows are out of order, and lode format sorts".formatted(order, later + 1)));
        }
    }
}

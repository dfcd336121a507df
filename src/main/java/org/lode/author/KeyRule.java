package org.lode.author;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.lode.model.RecordKind;
import org.lode.model.Table;

/** No key twice, and each id begins with the word of its kind. */
final class KeyRule implements Rule {

    @Override
    public void check(Draft draft, Consumer<Problem> report) {
        for (Table table : draft.description().tables()) {
            List<String> columns = Keys.of(table);
            Map<List<String>, Row> seen = new HashMap<>();
            for (Row row : draft.rows(table)) {
                Row first = seen.putIfAbsent(Keys.of(row, columns), row);
                if (first != null) {
                    report.accept(row.problem(
                            columns.getLast(), "each key once; line %d has the same".formatted(first.line())));
                }
                if (table instanceof RecordKind kind) {
                    checkPrefix(kind, row, report);
                }
            }
        }
    }

    private static void checkPrefix(RecordKind kind, Row row, Consumer<Problem> report) {
        if (!kind.prefix().isEmpty() && row.has("id") && !row.text("id").startsWith(kind.prefix() + ":")) {
            report.accept(row.problem("id", "an id that begins with " + kind.prefix() + ":"));
        }
    }
}

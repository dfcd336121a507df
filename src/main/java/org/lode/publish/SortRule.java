package org.lode.publish;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lode.kind.Table;

/** Rows stand in the order of their keys, byte by byte. */
final class SortRule implements Rule {

    @Override
    public void check(Draft draft, Consumer<Problem> report) {
        for (Table table : draft.description().tables()) {
            List<String> columns = Keys.of(table);
            @Nullable Row before = null;
            for (Row row : draft.rows(table)) {
                if (before != null && compare(Keys.of(before, columns), Keys.of(row, columns)) > 0) {
                    report.accept(row.problem(
                            columns.getFirst(),
                            "rows in the order of %s; line %d comes after"
                                    .formatted(String.join(", ", columns), before.line())));
                }
                before = row;
            }
        }
    }

    private static int compare(List<String> a, List<String> b) {
        for (int i = 0; i < a.size(); i++) {
            int order = bytes(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** The order of texts by their UTF-8 bytes. */
    static int bytes(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }
}

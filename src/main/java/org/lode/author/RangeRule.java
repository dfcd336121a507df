package org.lode.author;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.Consumer;
import org.lode.model.Field;
import org.lode.model.FieldType;
import org.lode.model.PartialDate;
import org.lode.model.Table;

/** What begins does not end before, and what is low is not above what is high. */
final class RangeRule implements Rule {
    private record Pair(String from, String to) {}

    private static final List<Pair> PAIRS = List.of(
            new Pair("start_date", "end_date"), new Pair("opened", "closed"),
            new Pair("from_date", "to_date"), new Pair("value_low", "value_high"));

    @Override
    public void check(Draft draft, Consumer<Problem> report) {
        for (Table table : draft.description().tables()) {
            List<String> names = table.fields().stream().map(Field::name).toList();
            for (Pair pair : PAIRS) {
                if (names.contains(pair.from()) && names.contains(pair.to())) {
                    check(draft.rows(table), table.field(pair.to()), pair, report);
                }
            }
        }
    }

    private static void check(List<Row> rows, Field to, Pair pair, Consumer<Problem> report) {
        for (Row row : rows) {
            String low = row.get(pair.from());
            String high = row.get(pair.to());
            if (low != null && high != null && !inOrder(to.type(), low, high)) {
                String not = to.type() == FieldType.DATE ? "not before" : "not below";
                report.accept(row.problem(pair.to(), "%s %s, %s".formatted(not, pair.from(), low)));
            }
        }
    }

    private static boolean inOrder(FieldType type, String low, String high) {
        try {
            return type == FieldType.DATE
                    ? !PartialDate.parse(high)
                            .last()
                            .isBefore(PartialDate.parse(low).first())
                    : new BigDecimal(low).compareTo(new BigDecimal(high)) <= 0;
        } catch (IllegalArgumentException e) {
            // Another rule reports what cannot be read.
            return true;
        }
    }
}

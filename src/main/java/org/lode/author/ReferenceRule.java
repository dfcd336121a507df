package org.lode.author;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lode.model.Field;
import org.lode.model.FieldType;
import org.lode.model.PartKind;
import org.lode.model.Table;

/** Each id that a row names is one of a record, of a table that it may name; each key of a part is one that its owner has. */
final class ReferenceRule implements Rule {

    @Override
    public void check(Draft draft, Consumer<Problem> report) {
        for (Table table : draft.description().tables()) {
            for (Field field : table.fields()) {
                if (field.type() == FieldType.REF) {
                    check(draft, table, field, report);
                }
            }
            if (table instanceof PartKind part) {
                part.collections().forEach(collection -> checkKeys(draft, part, collection, report));
            }
        }
    }

    private static void checkKeys(Draft draft, PartKind part, PartKind.Collection named, Consumer<Problem> report) {
        Set<List<String>> keys = draft.rows(part).stream()
                .map(row -> Keys.of(row, Keys.of(part)))
                .collect(Collectors.toSet());
        for (Row row : draft.rows(named.table())) {
            if (!keys.contains(Keys.of(row, named.fields()))) {
                report.accept(row.problem(
                        named.fields().getLast(), "the key of a row of %s of %s".formatted(part.name(), row.id())));
            }
        }
    }

    /** One line for each id that is missing, however many rows name it. */
    private static void check(Draft draft, Table table, Field field, Consumer<Problem> report) {
        Map<String, List<Row>> lost = new LinkedHashMap<>();
        for (Row row : draft.rows(table)) {
            String id = row.get(field.name());
            if (id != null && !draft.isBroken(id) && !isIn(field.references(), draft.record(id))) {
                lost.computeIfAbsent(id, missing -> new ArrayList<>()).add(row);
            }
        }
        String expected = "the id of a record in " + tables(field.references());
        lost.values()
                .forEach(rows -> report.accept(rows.getFirst()
                        .problem(
                                field.name(),
                                rows.size() == 1 ? expected : "%s; %d rows name it".formatted(expected, rows.size()))));
    }

    private static boolean isIn(List<String> tables, @Nullable Row target) {
        return target != null
                && (tables.contains("*")
                        || tables.stream().anyMatch(name -> target.file().equals(name + ".csv")));
    }

    private static String tables(List<String> names) {
        return names.contains("*") ? "any table" : String.join(" or ", names);
    }
}

package org.lode.publish;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lode.kind.Field;
import org.lode.kind.FieldType;
import org.lode.kind.Table;

/** Each id that a row names is one of a record, of a table that it may name. */
final class ReferenceRule implements Rule {

    @Override
    public void check(Draft draft, Consumer<Problem> report) {
        for (Table table : draft.description().tables()) {
            for (Field field : table.fields()) {
                if (field.type() == FieldType.REF) {
                    check(draft, table, field, report);
                }
            }
        }
    }

    private static void check(Draft draft, Table table, Field field, Consumer<Problem> report) {
        for (Row row : draft.rows(table)) {
            String id = row.get(field.name());
            if (id != null && !isIn(field.references(), draft.record(id))) {
                report.accept(row.problem(field.name(), "the id of a record in " + tables(field.references())));
            }
        }
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

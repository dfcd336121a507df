package org.lode.author;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.lode.model.Field;
import org.lode.model.LinkKind;
import org.lode.model.PartKind;
import org.lode.model.RecordKind;
import org.lode.model.Table;

/** Each published figure has a citation that supports it. */
final class FigureRule implements Rule {
    private record Cited(String id, String name) {}

    @Override
    public void check(Draft draft, Consumer<Problem> report) {
        Set<Cited> supported = supported(draft);
        for (Table table : draft.description().tables()) {
            for (Field field : table.fields()) {
                if (field.figure()) {
                    draft.rows(table).stream()
                            .filter(row -> row.has(field.name()))
                            .filter(row -> names(table, field, row).stream()
                                    .noneMatch(name -> supported.contains(new Cited(owner(table, row), name))))
                            .forEach(row -> report.accept(row.problem(field.name(), "a citation that supports it")));
                }
            }
        }
    }

    private static Set<Cited> supported(Draft draft) {
        Set<Cited> supported = new HashSet<>();
        for (Row row : draft.rows(draft.description().record("citations"))) {
            if (row.text("stance").equals("SUPPORTS")) {
                supported.add(new Cited(row.text("subject_id"), row.text("field")));
            }
        }
        return supported;
    }

    private static String owner(Table table, Row row) {
        return switch (table) {
            case RecordKind record -> row.text("id");
            case PartKind part -> row.text(part.ownerField().name());
            case LinkKind link -> row.text(link.ownerField().name());
        };
    }

    private static List<String> names(Table table, Field field, Row row) {
        return switch (table) {
            case RecordKind record -> Citations.covering(field);
            case PartKind part -> Citations.covering(part, row);
            case LinkKind link -> List.of("", link.part());
        };
    }
}

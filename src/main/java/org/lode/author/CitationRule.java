package org.lode.author;

import java.util.function.Consumer;

/** Each citation names something that its record has. */
final class CitationRule implements Rule {

    @Override
    public void check(Draft draft, Consumer<Problem> report) {
        Citations citations = new Citations(draft);
        for (Row row : draft.rows(draft.description().record("citations"))) {
            String id = row.text("subject_id");
            String name = row.get("field");
            // An unknown subject is reported as an unknown id.
            if (name != null && draft.record(id) != null) {
                draft.description()
                        .ofId(id)
                        .filter(kind -> !citations.canName(kind, id, name))
                        .ifPresent(kind -> report.accept(row.problem(
                                "field", "a field or part of " + kind.type() + ", or empty for all of it")));
            }
        }
    }
}

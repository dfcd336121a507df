package org.lode.author;

import java.util.function.Consumer;
import org.lode.model.DataPackage;
import org.lode.model.RecordKind;

/** A redirect leads from an id that no record has any more to a record of the same kind. */
final class RedirectRule implements Rule {

    @Override
    public void check(Draft draft, Consumer<Problem> report) {
        DataPackage description = draft.description();
        for (RecordKind kind : description.records()) {
            if (kind.prefix().isEmpty()) {
                draft.rows(kind).forEach(row -> check(draft, row, report));
            }
        }
    }

    private static void check(Draft draft, Row row, Consumer<Problem> report) {
        String old = row.text("id");
        String to = row.text("new_id");
        if (draft.record(old) != null) {
            report.accept(row.problem("id", "an id that no record has any more"));
        }
        if (draft.description().ofId(old).isEmpty()) {
            report.accept(row.problem("id", "an id that begins with the word of a kind of record"));
        } else if (!draft.description().ofId(old).equals(draft.description().ofId(to))) {
            report.accept(row.problem("new_id", "the id of a record of the same kind"));
        }
    }
}

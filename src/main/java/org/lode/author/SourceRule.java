package org.lode.author;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.lode.model.RecordKind;

/** Each record has a source, and each source an address of its own and something that it is cited for. */
final class SourceRule implements Rule {
    private static final Pattern ADDRESS = Pattern.compile("^https?://(www\\.)?|#.*$|/+$");

    @Override
    public void check(Draft draft, Consumer<Problem> report) {
        List<Row> citations = draft.rows("citations");
        checkSources(draft, citations, report);
        checkTwice(citations, report);
        checkCited(draft, citations, report);
    }

    private static void checkSources(Draft draft, List<Row> citations, Consumer<Problem> report) {
        Set<String> used = new HashSet<>();
        citations.forEach(row -> used.add(row.text("source_id")));
        Map<String, Row> byAddress = new HashMap<>();
        for (Row row : draft.rows("sources")) {
            if (!used.contains(row.id())) {
                report.accept(row.warning("id", "a citation that names the source"));
            }
            if (!row.has("url")) {
                report.accept(row.warning("url", "the address of the document, if it has one"));
                continue;
            }
            Row first = byAddress.putIfAbsent(ADDRESS.matcher(row.text("url")).replaceAll(""), row);
            if (first != null) {
                report.accept(row.warning("url", "also of " + first.id(), "one source an address"));
            }
        }
    }

    private static void checkTwice(List<Row> citations, Consumer<Problem> report) {
        Map<List<String>, Row> seen = new HashMap<>();
        for (Row row : citations) {
            Row first = seen.putIfAbsent(Keys.of(row, List.of("subject_id", "field", "source_id")), row);
            if (first != null) {
                report.accept(
                        row.warning("source_id", "also in " + first.id(), "one citation of a source for one field"));
            }
        }
    }

    /** A record that another one names ({@code named_in_id}) rests on the sources of that one. */
    private static void checkCited(Draft draft, List<Row> citations, Consumer<Problem> report) {
        Set<String> cited = new HashSet<>();
        citations.forEach(row -> cited.add(row.text("subject_id")));
        for (RecordKind kind : draft.description().shown()) {
            if (!Citations.UNCITED.contains(kind.name())) {
                draft.rows(kind).stream()
                        .filter(row -> !cited.contains(row.id()) && !row.has("named_in_id"))
                        .forEach(row -> report.accept(row.warning("id", "a citation of the record")));
            }
        }
    }
}

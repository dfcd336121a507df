package org.lode.author;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lode.author.Draft.Row;
import org.lode.model.DataPackage;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.RecordKind;
import org.lode.model.Table;
import org.lode.model.Table.LinkKind;
import org.lode.model.Table.PartKind;

/**
 * Rules for sources and citations: what a citation names exists, figures are cited, the confidence follows the methodology.
 *
 * <p>A citation names a field, a name that several fields share, a part, or one row of a part. A row of a part is named by its
 * key in brackets ({@code events[2011-03-30-agreement-signed]}), where the key is one column.
 */
final class CitationRules {
    /** Tables whose records need no citation: sources, citations, and definitions of the dataset itself. */
    static final Set<String> UNCITED = Set.of("sources", "citations", "indicators");

    /** The name of a part, and the key of one of its rows. */
    static final Pattern ROW_OF_PART = Pattern.compile("([a-z_]+)\\[([^\\]]+)\\]");

    private static final Pattern ADDRESS = Pattern.compile("^https?://(www\\.)?|#.*$|/+$");
    private static final String CONFIDENCE = "confidence";
    private static final Set<String> CLOSE = Set.of("PRIMARY", "OFFICIAL");
    private static final String NO_DOCUMENT = "source:background-knowledge";

    private final Draft draft;
    private final DataPackage description;
    private final List<Row> citations;
    private final Consumer<Problem> report;

    CitationRules(Draft draft, Consumer<Problem> report) {
        this.draft = draft;
        this.description = draft.description();
        this.citations = draft.rows("citations");
        this.report = report;
    }

    void check() {
        checkNames();
        checkFigures();
        citations.forEach(this::checkConfidence);
        checkSources();
        checkTwice();
        checkCited();
    }

    /** Each citation names something that its record has. */
    private void checkNames() {
        Set<List<String>> keysOfParts = new HashSet<>();
        for (RecordKind kind : description.shown()) {
            for (PartKind part : description.partsOf(kind)) {
                draft.rows(part)
                        .forEach(row -> keysOfParts.add(List.of(
                                part.name(), row.id(), row.text(part.key().getFirst()))));
            }
        }
        for (Row row : citations) {
            String id = row.text("subject_id");
            String name = row.get("field");
            // An unknown subject is reported as an unknown id.
            if (name != null && draft.record(id) != null) {
                description
                        .ofId(id)
                        .filter(kind -> !canName(kind, id, name, keysOfParts))
                        .ifPresent(kind -> report.accept(row.problem(
                                "field", "a field or part of " + kind.type() + ", or empty for all of it")));
            }
        }
    }

    private boolean canName(RecordKind kind, String id, String name, Set<List<String>> keysOfParts) {
        Matcher one = ROW_OF_PART.matcher(name);
        return one.matches()
                ? description.partsOf(kind).stream()
                        .filter(part ->
                                part.part().equals(one.group(1)) && part.key().size() == 1)
                        .anyMatch(part -> keysOfParts.contains(List.of(part.name(), id, one.group(2))))
                : kind.fields().stream()
                                .filter(field -> field.type() != FieldType.ID)
                                .anyMatch(field -> names(field).contains(name))
                        || description.partsOf(kind).stream()
                                .anyMatch(part -> part.part().equals(name))
                        || description.linksOf(kind).stream()
                                .anyMatch(link -> link.part().equals(name));
    }

    private static List<String> names(Field field) {
        return List.of(field.name(), Objects.requireNonNullElse(field.citedAs(), field.name()));
    }

    /** Each published figure has a citation that supports it. */
    private void checkFigures() {
        Set<List<String>> supported = citations.stream()
                .filter(row -> row.text("stance").equals("SUPPORTS"))
                .map(row -> row.texts(List.of("subject_id", "field")))
                .collect(Collectors.toSet());
        for (Table table : description.tables()) {
            for (Field field : table.fields()) {
                if (field.figure()) {
                    draft.rows(table).stream()
                            .filter(row -> row.has(field.name()))
                            .filter(row -> !supported.contains(List.of(row.id(), ""))
                                    && covering(table, field, row).stream()
                                            .noneMatch(name -> supported.contains(List.of(row.id(), name))))
                            .forEach(row -> report.accept(row.problem(field.name(), "a citation that supports it")));
                }
            }
        }
    }

    /** The names that cover a figure in this row; a citation of the whole record covers it, too. */
    private static List<String> covering(Table table, Field field, Row row) {
        return switch (table) {
            case RecordKind record -> names(field);
            case PartKind part ->
                List.of(
                        part.part(),
                        "%s[%s]".formatted(part.part(), row.text(part.key().getFirst())));
            case LinkKind link -> List.of(link.part());
        };
    }

    private void checkConfidence(Row row) {
        Row source = draft.record(row.text("source_id"));
        if (source != null) {
            String expected = expected(row, source);
            if (expected != null) {
                report.accept(row.problem(CONFIDENCE, expected));
            }
            if (row.text("stance").equals("CONTRADICTS")
                    && row.text(CONFIDENCE).equals("MEDIUM")
                    && !CLOSE.contains(source.text("tier"))
                    && !source.text("copies_party_document").equals("true")) {
                report.accept(row.warning(CONFIDENCE, "LOW, as a source that is neither close nor a copy contradicts"));
            }
        }
        if (row.text("source_id").equals(NO_DOCUMENT)
                && !row.text("verification").equals("RECALLED")) {
            report.accept(row.problem("verification", "RECALLED, as the source is no document"));
        }
    }

    /** The confidence that the methodology allows instead; null when the given one is allowed. */
    private static @Nullable String expected(Row row, Row source) {
        String confidence = row.text(CONFIDENCE);
        String tier = source.text("tier");
        if (confidence.equals("LOW")) {
            return null;
        }
        if (row.text("verification").equals("RECALLED")) {
            return "LOW, as it was recalled";
        }
        if (tier.equals("BLOG_OR_FORUM")) {
            return "LOW, as the source is a blog or forum";
        }
        if (row.text("stance").equals("CONTRADICTS") && confidence.equals("HIGH")) {
            return "LOW, or MEDIUM of a primary source, as it contradicts";
        }
        if (confidence.equals("HIGH") && !CLOSE.contains(tier)) {
            return "MEDIUM or LOW, as the source is neither PRIMARY nor OFFICIAL";
        }
        return confidence.equals("HIGH") && source.text("copies_party_document").equals("true")
                ? "MEDIUM or LOW, as the source is a copy"
                : null;
    }

    /** Each source has a citation and an address that no other source has. */
    private void checkSources() {
        Set<String> used = citations.stream().map(row -> row.text("source_id")).collect(Collectors.toSet());
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

    private void checkTwice() {
        Map<List<String>, Row> seen = new HashMap<>();
        for (Row row : citations) {
            Row first = seen.putIfAbsent(row.texts(List.of("subject_id", "field", "source_id")), row);
            if (first != null) {
                report.accept(
                        row.warning("source_id", "also in " + first.id(), "one citation of a source for one field"));
            }
        }
    }

    /** Each record has a citation, or another record names it ({@code named_in_id}) whose sources support it. */
    private void checkCited() {
        Set<String> cited =
                citations.stream().map(row -> row.text("subject_id")).collect(Collectors.toSet());
        for (RecordKind kind : description.shown()) {
            if (!UNCITED.contains(kind.name())) {
                draft.rows(kind).stream()
                        .filter(row -> !cited.contains(row.id()) && !row.has("named_in_id"))
                        .forEach(row -> report.accept(row.warning("id", "a citation of the record")));
            }
        }
    }
}

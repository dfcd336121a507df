package org.lode.author;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
final class CitationRules extends Rules {
    /** Tables whose records need no citation: sources, citations, and definitions of the dataset itself. */
    static final Set<String> UNCITED = Set.of("sources", "citations", "indicators");

    /** The name of a part, and the key of one of its rows. */
    static final Pattern ROW_OF_PART = Pattern.compile("([a-z_]+)\\[([^\\]]+)\\]");

    private static final Pattern ADDRESS = Pattern.compile("^https?://(www\\.)?|#.*$|/+$");
    private static final String CONFIDENCE = "confidence";
    private static final Set<String> CLOSE = Set.of("PRIMARY", "OFFICIAL");
    private static final String NO_DOCUMENT = "source:background-knowledge";

    private final DataPackage description;
    private final List<Row> citations;

    CitationRules(Draft draft, Consumer<Problem> report) {
        super(draft, report);
        this.description = draft.description();
        this.citations = draft.rows("citations");
    }

    @Override
    void check() {
        checkNames();
        checkFigures();
        citations.forEach(this::checkConfidence);
        checkSources();
        repeated(
                citations,
                row -> row.texts(List.of("subject_id", "field", "source_id")),
                (first, row) ->
                        warning(row, "source_id", "also in " + first.id(), "one citation of a source for one field"));
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
                        .ifPresent(kind -> problem(
                                row, "field", "a field or part of " + kind.type() + ", or empty for all of it"));
            }
        }
    }

    private boolean canName(RecordKind kind, String id, String name, Set<List<String>> keysOfParts) {
        Matcher one = ROW_OF_PART.matcher(name);
        List<PartKind> parts = description.partsOf(kind);
        if (one.matches()) {
            return parts.stream()
                    .filter(part ->
                            part.part().equals(one.group(1)) && part.key().size() == 1)
                    .anyMatch(part -> keysOfParts.contains(List.of(part.name(), id, one.group(2))));
        }
        return kind.fields().stream()
                        .anyMatch(field ->
                                field.type() != FieldType.ID && names(field).contains(name))
                || parts.stream().anyMatch(part -> part.part().equals(name))
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
                    for (Row row : draft.rows(table)) {
                        boolean cited = covering(table, field, row)
                                .anyMatch(name -> supported.contains(List.of(row.id(), name)));
                        require(cited || !row.has(field.name()), row, field.name(), "a citation that supports it");
                    }
                }
            }
        }
    }

    /** The names that cover a figure in this row; a citation of the whole record covers it, too. */
    private static Stream<String> covering(Table table, Field field, Row row) {
        return switch (table) {
            case RecordKind record -> Stream.concat(Stream.of(""), names(field).stream());
            case PartKind part ->
                Stream.of(
                        "",
                        part.part(),
                        "%s[%s]".formatted(part.part(), row.text(part.key().getFirst())));
            case LinkKind link -> Stream.of("", link.part());
        };
    }

    private void checkConfidence(Row row) {
        Row source = named(row, "source_id");
        if (source != null) {
            String expected = expected(row, source);
            if (expected != null) {
                problem(row, CONFIDENCE, expected);
            }
            boolean near = CLOSE.contains(source.text("tier"))
                    || source.text("copies_party_document").equals("true");
            boolean strong = row.text("stance").equals("CONTRADICTS")
                    && row.text(CONFIDENCE).equals("MEDIUM");
            expect(near || !strong, row, CONFIDENCE, "LOW, as a source that is neither close nor a copy contradicts");
        }
        boolean recalled = row.text("verification").equals("RECALLED");
        boolean document = !row.text("source_id").equals(NO_DOCUMENT);
        require(document || recalled, row, "verification", "RECALLED, as the source is no document");
    }

    /** Returns the confidence that the methodology allows instead; null when the given one is allowed. */
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
        List<Row> sources = draft.rows("sources");
        for (Row row : sources) {
            expect(used.contains(row.id()), row, "id", "a citation that names the source");
            expect(row.has("url"), row, "url", "the address of the document, if it has one");
        }
        repeated(
                sources.stream().filter(row -> row.has("url")).toList(),
                row -> ADDRESS.matcher(row.text("url")).replaceAll(""),
                (first, row) -> warning(row, "url", "also of " + first.id(), "one source an address"));
    }

    /** Each record has a citation, or another record names it ({@code named_in_id}) whose sources support it. */
    private void checkCited() {
        Set<String> cited =
                citations.stream().map(row -> row.text("subject_id")).collect(Collectors.toSet());
        for (RecordKind kind : description.shown()) {
            if (!UNCITED.contains(kind.name())) {
                for (Row row : draft.rows(kind)) {
                    boolean known = cited.contains(row.id()) || row.has("named_in_id");
                    expect(known, row, "id", "a citation of the record");
                }
            }
        }
    }
}

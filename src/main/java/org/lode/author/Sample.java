package org.lode.author;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.author.Draft.Row;
import org.lode.model.Failure.BadInput;
import org.lode.model.Field;
import org.lode.model.RecordKind;
import org.lode.model.Table;
import org.lode.model.Table.LinkKind;
import org.lode.model.Table.PartKind;

/** A random sample of facts with the statements of their sources, for a person to check. */
public final class Sample {
    /**
     * A fact and the statements of its sources.
     *
     * @param field path of the field; empty for the whole record
     * @param values the texts in the tables, one for each row
     */
    public record Fact(String id, String field, List<String> values, List<Statement> statements) {

        /** Returns the fact as text, line by line. */
        public List<String> lines() {
            List<String> lines = new ArrayList<>();
            lines.add("%s %s".formatted(id, field.isEmpty() ? "(whole record)" : field));
            values.forEach(value -> lines.add("    " + value));
            for (Statement statement : statements) {
                String kind = "  %s, %s, %s: "
                        .formatted(statement.stance(), statement.confidence(), statement.verification());
                lines.add(kind + statement.asserted());
                String locator = statement.locator().isEmpty() ? "" : " (%s)".formatted(statement.locator());
                lines.add("    " + String.join(", ", statement.source().values()) + locator);
            }
            return lines;
        }
    }

    /**
     * The statement of one source.
     *
     * @param source its title, publisher, date and address by column, without empty ones
     */
    public record Statement(
            String stance,
            String confidence,
            String verification,
            String asserted,
            String locator,
            Map<String, String> source) {}

    private final Draft draft;

    private Sample(Draft draft) {
        this.draft = draft;
    }

    /**
     * Draws facts: fields of records, or whole records, for which a source was read. The same seed draws the same facts from
     * the same tables.
     *
     * @param type records to draw from, like {@code Investment}; null for all
     */
    public static List<Fact> draw(Draft draft, long seed, int count, @Nullable String type) {
        draft.requireWhole();
        Sample sample = new Sample(draft);
        Map<String, List<Row>> facts = sample.facts(type);
        List<String> names = new ArrayList<>(facts.keySet());
        Collections.shuffle(names, new Random(seed));
        return names.subList(0, Math.min(count, names.size())).stream()
                .map(name -> sample.fact(Objects.requireNonNull(facts.get(name))))
                .toList();
    }

    private Map<String, List<Row>> facts(@Nullable String type) {
        if (type != null && draft.description().type(type).isEmpty()) {
            throw new BadInput("--type", type, Problem.oneOf(draft.description().shown(), RecordKind::type));
        }
        Map<String, List<Row>> facts = new TreeMap<>();
        for (Row row : draft.rows("citations")) {
            String subject = row.text("subject_id");
            boolean wanted = draft.description()
                    .ofId(subject)
                    .filter(kind -> type == null || kind.type().equals(type))
                    .isPresent();
            if (wanted && draft.record(subject) != null) {
                facts.computeIfAbsent(subject + " " + row.text("field"), fact -> new ArrayList<>())
                        .add(row);
            }
        }
        facts.values()
                .removeIf(rows ->
                        rows.stream().noneMatch(row -> row.text("verification").equals("SOURCE_SEEN")));
        return facts;
    }

    private Fact fact(List<Row> citations) {
        Row first = citations.getFirst();
        String id = first.text("subject_id");
        String field = first.text("field");
        return new Fact(
                id,
                field,
                values(id, field),
                citations.stream().map(this::statement).toList());
    }

    private Statement statement(Row citation) {
        Row source = draft.record(citation.text("source_id"));
        Map<String, String> described = new LinkedHashMap<>();
        if (source != null) {
            Stream.of("title", "publisher", "published", "url")
                    .filter(source::has)
                    .forEach(column -> described.put(column, source.text(column)));
        }
        return new Statement(
                citation.text("stance"),
                citation.text("confidence"),
                citation.text("verification"),
                citation.text("asserted"),
                citation.text("locator"),
                described);
    }

    /** Returns the texts in the tables, one for each row. */
    private List<String> values(String subject, String field) {
        Row record = Objects.requireNonNull(draft.record(subject));
        RecordKind kind = draft.description().ofId(subject).orElseThrow();
        Matcher one = CitationRules.ROW_OF_PART.matcher(field);
        String part = one.matches() ? one.group(1) : field;
        for (PartKind table : draft.description().partsOf(kind)) {
            if (table.part().equals(part)) {
                return draft.rows(table).stream()
                        .filter(row -> row.id().equals(subject))
                        .filter(row -> !one.matches()
                                || row.text(table.key().getFirst()).equals(one.group(2)))
                        .map(row -> cells(row, table, ""))
                        .toList();
            }
        }
        for (LinkKind table : draft.description().linksOf(kind)) {
            if (table.part().equals(field)) {
                return draft.rows(table).stream()
                        .filter(row -> row.id().equals(subject))
                        .map(row -> row.text(table.targetField().name()))
                        .toList();
            }
        }
        return List.of(cells(record, kind, field));
    }

    /** Returns the cells of a row that have a value: those of the field, or all for an empty field. */
    private static String cells(Row row, Table table, String field) {
        return table.fields().stream()
                .filter(column -> field.isEmpty() || field.equals(column.name()) || field.equals(column.citedAs()))
                .map(Field::name)
                .filter(column -> row.has(column) && !row.text(column).equals(row.id()))
                .map(column -> "%s: %s".formatted(column, row.text(column)))
                .collect(Collectors.joining("; "));
    }
}

package org.lode.draft;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.failure.BadInput;
import org.lode.kind.Field;
import org.lode.kind.LinkKind;
import org.lode.kind.PartKind;
import org.lode.kind.RecordKind;
import org.lode.kind.Table;

/** Facts drawn by lot, each with what its sources say of it, for a person to hold against the sources. */
public final class Sample {
    private static final Pattern ONE_OF_PART = Pattern.compile("([a-z_]+)\\[([^\\]]+)\\]");

    private final Draft draft;

    private Sample(Draft draft) {
        this.draft = draft;
    }

    /**
     * A fact is a field of a record, or the whole record, for which a source was read. The same seed draws the same
     * facts from the same tables.
     *
     * @param type records to draw from, like {@code Investment}; null for all
     */
    public static List<String> draw(Draft draft, long seed, int count, @Nullable String type) {
        draft.requireWhole();
        Sample sample = new Sample(draft);
        Map<String, List<Row>> facts = sample.facts(type);
        List<String> names = new ArrayList<>(facts.keySet());
        Collections.shuffle(names, new Random(seed));
        List<String> lines = new ArrayList<>();
        for (String name : names.subList(0, Math.min(count, names.size()))) {
            sample.tell(Objects.requireNonNull(facts.get(name)), lines);
        }
        return lines;
    }

    private Map<String, List<Row>> facts(@Nullable String type) {
        if (type != null && draft.description().type(type).isEmpty()) {
            throw new BadInput(
                    "--type",
                    type,
                    "one of "
                            + draft.description().shown().stream()
                                    .map(RecordKind::type)
                                    .collect(Collectors.joining(", ")));
        }
        Map<String, List<Row>> facts = new TreeMap<>();
        for (Row row : draft.rows("citations")) {
            String subject = row.text("subject_id");
            boolean asked = draft.description()
                    .ofId(subject)
                    .filter(kind -> type == null || kind.type().equals(type))
                    .isPresent();
            if (asked && draft.record(subject) != null) {
                facts.computeIfAbsent(subject + " " + row.text("field"), fact -> new ArrayList<>())
                        .add(row);
            }
        }
        facts.values()
                .removeIf(rows ->
                        rows.stream().noneMatch(row -> row.text("verification").equals("SOURCE_SEEN")));
        return facts;
    }

    private void tell(List<Row> citations, List<String> lines) {
        Row first = citations.getFirst();
        String subject = first.text("subject_id");
        lines.add("%s %s".formatted(subject, first.has("field") ? first.text("field") : "(whole record)"));
        values(subject, first.text("field")).forEach(value -> lines.add("    " + value));
        for (Row citation : citations) {
            Row source = draft.record(citation.text("source_id"));
            lines.add("  %s, %s, %s: %s"
                    .formatted(
                            citation.text("stance"),
                            citation.text("confidence"),
                            citation.text("verification"),
                            citation.text("asserted")));
            lines.add("    "
                    + Stream.of("title", "publisher", "published", "url")
                            .map(column -> source == null ? "" : source.text(column))
                            .filter(text -> !text.isEmpty())
                            .collect(Collectors.joining(", "))
                    + (citation.has("locator") ? " (%s)".formatted(citation.text("locator")) : ""));
        }
    }

    /** What the tables say there, a row a line. */
    private List<String> values(String subject, String field) {
        Row record = Objects.requireNonNull(draft.record(subject));
        RecordKind kind = draft.description().ofId(subject).orElseThrow();
        Matcher one = ONE_OF_PART.matcher(field);
        String part = one.matches() ? one.group(1) : field;
        for (PartKind table : draft.description().partsOf(kind)) {
            if (table.part().equals(part)) {
                return draft.rows(table).stream()
                        .filter(row -> row.id().equals(subject))
                        .filter(row -> !one.matches()
                                || row.text(table.key().getFirst()).equals(one.group(2)))
                        .map(row -> told(row, table, ""))
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
        return List.of(told(record, kind, field));
    }

    /** The filled cells of a row: those of the field, or all for the whole record. */
    private static String told(Row row, Table table, String field) {
        return table.fields().stream()
                .filter(column -> field.isEmpty() || field.equals(column.name()) || field.equals(column.citedAs()))
                .map(Field::name)
                .filter(column -> row.has(column) && !row.text(column).equals(row.id()))
                .map(column -> "%s: %s".formatted(column, row.text(column)))
                .collect(Collectors.joining("; "));
    }
}

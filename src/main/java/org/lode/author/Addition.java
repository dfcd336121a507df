package org.lode.author;

import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lode.author.Draft.Row;
import org.lode.model.Failure.BadInput;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.RecordKind;
import org.lode.model.Table;
import org.lode.model.Table.LinkKind;
import org.lode.model.Table.PartKind;

/** A new row and the citation that supports it, each with its place in its table. */
public final class Addition {
    private static final int WORDS_OF_TITLE = 5;

    /** The columns whose texts make the ids of a kind. Dates count with their year. */
    private static final Map<String, List<String>> COLUMNS = Map.of(
            "organizations", List.of("name"),
            "offices", List.of("agency_id", "city"),
            "minerals", List.of("name"),
            "projects", List.of("name"),
            "investments", List.of("project_id", "recipient_id", "instrument", "announced"),
            "deals", List.of("name"),
            "observations", List.of("subject_id", "mineral_id", "product", "indicator", "partner_id", "period"),
            "fx_rates", List.of("currency", "year"),
            "sources", List.of("publisher", "published", "title"));

    /** What a source states; {@code field} is null for the whole row. */
    public record Claim(
            String source,
            String asserted,
            @Nullable String field,
            @Nullable String locator,
            String stance,
            boolean joint,
            String verification,
            String confidence) {}

    /**
     * A row and its place.
     *
     * @param line number of its line, from 1
     * @param after the key of the row before; empty for the first one
     */
    public record Place(String file, int line, String after, String row) {}

    private record Entry(Table table, List<String> cells) {

        String text(String column) {
            return cells.get(table.columns().indexOf(column));
        }

        List<String> key() {
            return table.keyColumns().stream().map(this::text).toList();
        }
    }

    private final Draft draft;
    private final Set<String> used;
    private final List<Entry> entries = new ArrayList<>();

    private Addition(Draft draft, Set<String> used) {
        this.draft = draft;
        this.used = used;
    }

    /**
     * Makes a row of a kind, like {@code project} or {@code deal_event}, from its cells, with an id when it lacks one.
     *
     * @param used ids that records had in any release
     * @param claim null for what needs no citation of its own: sources, citations, and rows of parts
     */
    public static Addition of(
            Draft draft, Set<String> used, String kind, Map<String, String> cells, @Nullable Claim claim) {
        draft.requireWhole();
        Addition addition = new Addition(draft, used);
        Entry row = addition.row(addition.table(kind), new LinkedHashMap<>(cells));
        addition.entries.add(row);
        if (claim != null) {
            addition.entries.add(addition.citation(row, claim));
        } else if (row.table() instanceof RecordKind record
                && !record.prefix().isEmpty()
                && !CitationRules.UNCITED.contains(record.name())) {
            throw new BadInput("--source", "empty", "the source that states it, with --asserted");
        }
        return addition;
    }

    /** Returns where each row belongs. */
    public List<Place> places() {
        return entries.stream().map(this::place).toList();
    }

    /** Writes the rows into their tables. Each file is replaced as a whole. */
    public void write() {
        for (Entry entry : entries) {
            Path file = draft.folder().resolve(file(entry.table()));
            WholeFile.writing(file, () -> {
                List<List<String>> rows = new ArrayList<>();
                CsvText.read(Files.readAllBytes(file)).lines().stream().skip(1).forEach(line -> rows.add(line.cells()));
                rows.add(entry.cells());
                return WholeFile.replace(file, Formatter.bytes(entry.table(), rows));
            });
        }
    }

    private Table table(String kind) {
        String name = kind.replace('-', '_').toLowerCase(Locale.ROOT);
        List<Table> tables = draft.description().tables();
        return tables.stream()
                .filter(table -> name.equals(table.name()) || name.equals(singular(table)))
                .findFirst()
                .orElseThrow(() -> new BadInput("KIND", kind, Problem.oneOf(tables, Addition::singular)));
    }

    private static String singular(Table table) {
        String name = table.name();
        return name.endsWith("ies") ? name.substring(0, name.length() - 3) + "y" : name.replaceAll("s$", "");
    }

    private Entry row(Table table, Map<String, String> cells) {
        List<String> columns = table.columns();
        for (String column : cells.keySet()) {
            if (!columns.contains(column)) {
                throw new BadInput("COLUMN", column, "one of " + String.join(", ", columns));
            }
        }
        complete(table, cells);
        for (Field field : table.fields()) {
            String text = cells.getOrDefault(field.name(), "");
            String expected = TableRules.expected(field, text.isEmpty() ? null : text);
            if (expected != null) {
                throw new BadInput(field.name(), text.isEmpty() ? "empty" : text, expected);
            }
            if (field.type() == FieldType.REF && !text.isEmpty() && !isKnown(text)) {
                throw new BadInput(field.name(), text, "the id of a record; add it first");
            }
        }
        Entry entry = new Entry(
                table,
                columns.stream().map(column -> cells.getOrDefault(column, "")).toList());
        checkNew(entry);
        return entry;
    }

    private boolean isKnown(String id) {
        return draft.record(id) != null
                || entries.stream().anyMatch(entry -> entry.cells().getFirst().equals(id));
    }

    /** Adds a missing id of a record, and a missing key of an event: its date and type. */
    private void complete(Table table, Map<String, String> cells) {
        switch (table) {
            case RecordKind record ->
                cells.computeIfAbsent(
                        "id",
                        id -> record.name().equals("citations")
                                ? newCitationId(cells.getOrDefault("subject_id", ""))
                                : newId(record, cells));
            case PartKind part -> {
                if (part.key().equals(List.of("key"))) {
                    String type = cells.getOrDefault("type", "")
                            .toLowerCase(Locale.ROOT)
                            .replace('_', '-');
                    cells.putIfAbsent("key", "%s-%s".formatted(cells.getOrDefault("date", "undated"), type));
                }
            }
            case LinkKind link -> {}
        }
    }

    private void checkNew(Entry entry) {
        boolean there = draft.rows(entry.table()).stream()
                .anyMatch(row -> row.texts(entry.table().keyColumns()).equals(entry.key()));
        boolean record =
                entry.table() instanceof RecordKind kind && !kind.prefix().isEmpty();
        if (there || (record && isTaken(entry.cells().getFirst()))) {
            throw new BadInput(
                    entry.table().keyColumns().getLast(), String.join(", ", entry.key()), "one that was never used");
        }
    }

    private Entry citation(Entry row, Claim claim) {
        String subject = row.cells().getFirst();
        String whole = switch (row.table()) {
            case PartKind part -> {
                boolean one = part.key().size() == 1;
                yield part.part() + (one ? "[%s]".formatted(row.text(part.key().getFirst())) : "");
            }
            case LinkKind link -> link.part();
            case RecordKind record -> "";
        };
        if (draft.record(claim.source()) == null) {
            throw new BadInput("--source", claim.source(), "the id of a source; add it first");
        }
        Map<String, String> cells = new LinkedHashMap<>();
        cells.put("id", newCitationId(subject));
        cells.put("subject_id", subject);
        cells.put("field", Objects.requireNonNullElse(claim.field(), whole));
        cells.put("source_id", claim.source());
        cells.put("locator", Objects.requireNonNullElse(claim.locator(), ""));
        cells.put("asserted", claim.asserted());
        cells.put("stance", claim.stance());
        cells.put("joint", String.valueOf(claim.joint()));
        cells.put("verification", claim.verification());
        cells.put("confidence", claim.confidence());
        return row(draft.description().record("citations"), cells);
    }

    private Place place(Entry entry) {
        List<String> columns = entry.table().keyColumns();
        int line = 2;
        String after = "";
        for (Row row : draft.rows(entry.table())) {
            if (Row.compareKeys(row.texts(columns), entry.key()) > 0) {
                line = row.line();
                break;
            }
            after = String.join(", ", row.texts(columns));
            // The line after the last row, when no other row follows.
            line = row.line() + 1 + lineFeeds(row);
        }
        return new Place(
                file(entry.table()),
                line,
                after,
                CsvText.write(List.of(entry.cells())).stripTrailing());
    }

    private static int lineFeeds(Row row) {
        String cells = String.join("", row.cells().values());
        return cells.length() - cells.replace("\n", "").length();
    }

    private static String file(Table table) {
        return table.name() + ".csv";
    }

    /** Returns an id that no record has or had. Fails for a kind whose ids are not made from columns. */
    private String newId(RecordKind kind, Map<String, String> cells) {
        List<String> columns = COLUMNS.get(kind.name());
        if (columns == null) {
            throw new BadInput("id", "empty", "the id of the new record, as id=%s:...".formatted(kind.prefix()));
        }
        List<String> parts = new ArrayList<>();
        for (String column : columns) {
            // An investment in a project is named by the project alone.
            boolean omitted = column.equals("recipient_id")
                    && !cells.getOrDefault("project_id", "").isEmpty();
            parts.add(omitted ? "" : part(column, cells.getOrDefault(column, "")));
        }
        String slug = parts.stream().filter(part -> !part.isEmpty()).collect(Collectors.joining("-"));
        if (slug.isEmpty()) {
            throw new BadInput("id", "empty", "an id, or a text in Latin letters in " + String.join(", ", columns));
        }
        String id = kind.prefix() + ":" + slug;
        String free = id;
        for (int i = 2; isTaken(free); i++) {
            free = id + "-" + i;
        }
        return free;
    }

    /** Returns the id of the next citation of a record: its own id and a number. */
    private String newCitationId(String subject) {
        String start = "citation:%s-".formatted(subject.replace(':', '-').toLowerCase(Locale.ROOT));
        int number = 1;
        while (isTaken("%s%02d".formatted(start, number))) {
            number++;
        }
        return "%s%02d".formatted(start, number);
    }

    private boolean isTaken(String id) {
        return draft.record(id) != null || used.contains(id);
    }

    private static String part(String column, String text) {
        return switch (column) {
            case "published", "announced" -> text.isEmpty() ? "" : text.substring(0, Math.min(4, text.length()));
            case "title" ->
                Arrays.stream(slug(text).split("-")).limit(WORDS_OF_TITLE).collect(Collectors.joining("-"));
            default -> slug(column.endsWith("_id") ? text.substring(text.indexOf(':') + 1) : text);
        };
    }

    /** Lower-case Latin letters and digits with hyphens between words, without texts in brackets. */
    private static String slug(String text) {
        String plain = Objects.requireNonNull(Normalizer.normalize(text, Normalizer.Form.NFD))
                .replaceAll("\\([^)]*\\)", " ")
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT);
        return plain.replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    }
}

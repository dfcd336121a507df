package org.lode.files;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.files.StatisticsStore.FieldStatistics;
import org.lode.files.StatisticsStore.TableStatistics;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.RecordKind;
import org.lode.model.Table;
import org.lode.release.Manifest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The files {@code codebook.json} and {@code codebook.md}: what every field means, and how far it is filled and cited. */
final class Codebook {
    private static final String EMPTY = "Empty ";

    private final ReleaseDescription release;
    private final Description dataset;
    private final List<String> versions;
    private final Map<String, TableStatistics> statistics;

    /**
     * @param versions of all releases, from the first on
     * @param statistics by the names of tables
     */
    Codebook(ReleaseDescription release, List<String> versions, Map<String, TableStatistics> statistics) {
        this.release = release;
        this.dataset = release.dataset();
        this.versions = versions;
        this.statistics = statistics;
    }

    ObjectNode json() {
        Manifest manifest = release.manifest();
        return PrettyJson.object(
                "dataset", release.data().name(),
                "title", dataset.title(),
                "version", manifest.version(),
                "sequence", manifest.sequence(),
                "root", manifest.root(),
                "publishedAt", manifest.publishedAt().toString(),
                "schemaVersion", manifest.schemaVersion(),
                "tables", PrettyJson.array(release.data().tables().stream().map(this::table)));
    }

    private ObjectNode table(Table table) {
        JsonNode resource = dataset.resource(table);
        TableStatistics counted = Objects.requireNonNull(statistics.get(table.name()));
        return PrettyJson.object(
                "name", table.name(),
                "title", resource.path("title").asString(),
                "definition", resource.path("description").asString(),
                "rows", counted.rows(),
                "key", dataset.key(table),
                "fields",
                        PrettyJson.array(table.fields().stream()
                                .map(field -> field(table, field, counted.field(field.name())))));
    }

    private ObjectNode field(Table table, Field field, FieldStatistics counted) {
        JsonNode written = dataset.field(table, field);
        return PrettyJson.object(
                "name", field.name(),
                "title", written.path("title").asString(),
                "definition", sentences(field, sentence -> !sentence.startsWith(EMPTY)),
                "type", field.type().name().toLowerCase(Locale.ROOT),
                "unit", text(written.path("x-unit")),
                "required", field.required(),
                "empty", empty(field),
                "graphql", String.join(".", field.path()),
                "values", values(written),
                "references", field.references(),
                "constraints", constraints(written),
                "example", text(written.path("example")),
                "since", counted.since() == null ? null : versions.get(counted.since() - 1),
                "known", counted.known(),
                "cited", field.type() == FieldType.ID ? null : cited(table, counted));
    }

    private static String sentences(Field field, Predicate<String> wanted) {
        return Arrays.stream(field.description().split("(?<=\\.) (?=[A-Z])"))
                .filter(wanted)
                .collect(Collectors.joining(" "));
    }

    /** Returns what a missing value means. */
    private static String empty(Field field) {
        String found = sentences(field, sentence -> sentence.startsWith(EMPTY));
        return found.isEmpty() ? "Never empty." : found;
    }

    private static ArrayNode values(JsonNode written) {
        return PrettyJson.array(Description.texts(written.path("constraints").path("enum")).stream()
                .map(name -> PrettyJson.object(
                        "value", name,
                        "label", label(written, name),
                        "meaning", text(written.path("x-values").path(name)))));
    }

    private static @Nullable String label(JsonNode written, String value) {
        return written.path("categories")
                .valueStream()
                .filter(category -> text(category, "value").equals(value))
                .findFirst()
                .map(category -> text(category, "label"))
                .orElse(null);
    }

    private static ObjectNode constraints(JsonNode written) {
        ObjectNode constraints = PrettyJson.object();
        written.path("constraints").forEachEntry(constraints::set);
        return constraints.without(List.of("enum", "required"));
    }

    /** Returns how many of a hundred known values have a source; null where no value can have one. */
    private @Nullable ObjectNode cited(Table table, FieldStatistics counted) {
        if (counted.known() == 0 || isProvenance(table)) {
            return null;
        }
        return PrettyJson.object()
                .put("percent", percent(counted.cited(), counted.known()))
                .put("percentOfItself", percent(counted.citedItself(), counted.known()));
    }

    /** Whether a table has no citations: that of citations, those of sources, and redirects. */
    private boolean isProvenance(Table table) {
        RecordKind citations = release.data().record("citations");
        return table.equals(citations)
                || citations.field("source_id").references().contains(table.name())
                || (table instanceof RecordKind kind && kind.prefix().isEmpty());
    }

    private static BigDecimal percent(long part, long whole) {
        return BigDecimal.valueOf(100 * part).divide(BigDecimal.valueOf(whole), 1, RoundingMode.DOWN);
    }

    private static @Nullable String text(JsonNode value) {
        return value.isMissingNode() ? null : value.asString();
    }

    static String markdown(JsonNode book) {
        StringBuilder text =
                new StringBuilder("""
                # %s: codebook of release %s

                Root `%s`. Every table is a file `data/TABLE.csv`, `.jsonl` and `.parquet`.

                Of each field: its type, whether it has to be there, how many rows have a value, the first release in which one had, and how many
                of a hundred values have a source that supports them: one for the record as a whole or for the field, and (in brackets) one for the field or its
                part of the record alone.
                """.formatted(text(book, "title"), text(book, "version"), text(book, "root")));
        for (JsonNode table : book.path("tables")) {
            Stream<String> key = table.path("key").valueStream().map(name -> "`" + name.asString() + "`");
            text.append("""

                    ## %s

                    %s %s rows, told apart by %s.

                    | field | type | what it is | if empty | known | since | cited, %% |
                    |---|---|---|---|---:|---|---:|
                    """.formatted(
                            text(table, "name"),
                            text(table, "definition"),
                            text(table, "rows"),
                            key.collect(Collectors.joining(", "))));
            table.path("fields").forEach(field -> text.append(row(field)));
            table.path("fields")
                    .valueStream()
                    .filter(field -> !field.path("values").isEmpty())
                    .forEach(field -> {
                        text.append("\nValues of `%s`:\n\n".formatted(text(field, "name")));
                        for (JsonNode value : field.path("values")) {
                            String label = value.path("label").asString("");
                            text.append("- `%s`: %s\n"
                                    .formatted(
                                            text(value, "value"),
                                            value.path("meaning").asString(label)));
                        }
                    });
        }
        return text.toString();
    }

    private static String row(JsonNode field) {
        String example = field.path("example").asString("");
        JsonNode cited = field.path("cited");
        return "| `%s` | %s | %s | %s | %s | %s | %s |\n"
                .formatted(
                        text(field, "name"),
                        type(field),
                        cell(text(field, "definition") + (example.isEmpty() ? "" : " Example: `" + example + "`")),
                        cell(text(field, "empty")),
                        text(field, "known"),
                        field.path("since").asString("–"),
                        cited.isObject() ? text(cited, "percent") + " (" + text(cited, "percentOfItself") + ")" : "–");
    }

    private static String type(JsonNode field) {
        String unit = field.path("unit").asString("");
        String leads = field.path("references")
                .valueStream()
                .map(table -> table.asString().equals("*") ? "any table" : table.asString())
                .collect(Collectors.joining(", "));
        return text(field, "type") + (unit.isEmpty() ? "" : ", " + unit) + (leads.isEmpty() ? "" : " to " + leads);
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    private static String text(JsonNode node, String name) {
        return node.path(name).asString();
    }
}

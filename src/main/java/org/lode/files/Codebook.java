package org.lode.files;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.RecordKind;
import org.lode.model.Table;
import org.lode.store.StoredManifest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What every field of a release means, and how far it is filled and cited. */
final class Codebook {
    private static final String EMPTY = "Empty ";

    private final ReleaseContent content;

    Codebook(ReleaseContent content) {
        this.content = content;
    }

    ObjectNode json() {
        StoredManifest release = content.release();
        ObjectNode book = BundleJson.object();
        book.put("dataset", content.data().name())
                .put("title", content.description().title())
                .put("version", release.version())
                .put("sequence", release.sequence())
                .put("root", release.manifest().root())
                .put("publishedAt", release.manifest().publishedAt().toString())
                .put("schemaVersion", release.manifest().schemaVersion());
        ArrayNode tables = book.putArray("tables");
        content.data().tables().forEach(table -> tables.add(table(table)));
        return book;
    }

    private ObjectNode table(Table table) {
        JsonNode resource = content.description().resource(table);
        ObjectNode node = BundleJson.object();
        node.put("name", table.name())
                .put("title", resource.path("title").asString())
                .put("definition", resource.path("description").asString())
                .put("rows", content.facts(table).rows());
        content.description().key(table).forEach(node.putArray("key")::add);
        ArrayNode fields = node.putArray("fields");
        table.fields().forEach(field -> fields.add(field(table, field)));
        return node;
    }

    private ObjectNode field(Table table, Field field) {
        JsonNode written = content.description().field(table, field);
        TableFacts.FieldFacts facts = content.facts(table).field(field.name());
        ObjectNode node = BundleJson.object();
        node.put("name", field.name())
                .put("title", written.path("title").asString())
                .put("definition", sentences(field, sentence -> !sentence.startsWith(EMPTY)))
                .put("type", field.type().name().toLowerCase(Locale.ROOT))
                .put("unit", text(written.path("x-unit")))
                .put("required", field.required())
                .put("empty", empty(field))
                .put("graphql", String.join(".", field.path()));
        node.set("values", values(written));
        field.references().forEach(node.putArray("references")::add);
        node.set("constraints", constraints(written));
        node.put("example", text(written.path("example")))
                .put("since", facts.since() == null ? null : content.version(facts.since()))
                .put("known", facts.known());
        node.set("cited", field.type() == FieldType.ID ? null : cited(table, facts));
        return node;
    }

    private static String sentences(Field field, Predicate<String> wanted) {
        return Arrays.stream(field.description().split("(?<=\\.) (?=[A-Z])"))
                .filter(wanted)
                .collect(Collectors.joining(" "));
    }

    /** What it means that there is no value. */
    private static String empty(Field field) {
        String told = sentences(field, sentence -> sentence.startsWith(EMPTY));
        return told.isEmpty() ? "Never empty." : told;
    }

    private static ArrayNode values(JsonNode written) {
        ArrayNode values = BundleJson.object().arrayNode();
        List<String> names = Description.texts(written.path("constraints").path("enum"));
        for (String name : names) {
            values.addObject()
                    .put("value", name)
                    .put("label", label(written, name))
                    .put("meaning", text(written.path("x-values").path(name)));
        }
        return values;
    }

    private static @Nullable String label(JsonNode written, String value) {
        for (JsonNode category : written.path("categories")) {
            if (category.path("value").asString().equals(value)) {
                return category.path("label").asString();
            }
        }
        return null;
    }

    private static ObjectNode constraints(JsonNode written) {
        ObjectNode constraints = BundleJson.object();
        written.path("constraints").forEachEntry((name, value) -> {
            if (!List.of("enum", "required").contains(name)) {
                constraints.set(name, value);
            }
        });
        return constraints;
    }

    /** How many of a hundred known values have a source; null where there is none to have one. */
    private @Nullable ObjectNode cited(Table table, TableFacts.FieldFacts facts) {
        if (facts.known() == 0 || isProvenance(table)) {
            return null;
        }
        ObjectNode cited = BundleJson.object();
        cited.put("percent", percent(facts.cited(), facts.known()));
        cited.put("percentOfItself", percent(facts.citedItself(), facts.known()));
        return cited;
    }

    /** Citations, what they cite, and redirects: these have no citations. */
    private boolean isProvenance(Table table) {
        RecordKind citations = content.data().record("citations");
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
}

package org.lode.model;

import java.io.IOException;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage.Imprint;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Field.FieldType;
import org.lode.model.Field.Wording;
import org.lode.model.RecordKind.Title;
import org.lode.model.Table.LinkKind;
import org.lode.model.Table.PartKind;
import org.lode.model.Table.Presentation;
import org.lode.model.View.ViewReader;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads dataset/datapackage.json (Data Package 2.0 with our own {@code x-} properties). */
public final class DataPackageReader {
    private static final JsonMapper JSON = JsonMapper.shared();

    private DataPackageReader() {}

    /** The description inside this build. */
    public static DataPackage bundled() {
        return read(bundledBytes());
    }

    /** The bytes of that description. */
    public static byte[] bundledBytes() {
        try (InputStream in = DataPackageReader.class.getResourceAsStream("/dataset/datapackage.json")) {
            if (in == null) {
                throw new DatasetDamaged("dataset/datapackage.json is missing from this build");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new DatasetDamaged("dataset/datapackage.json cannot be read: " + e.getMessage(), e);
        }
    }

    public static DataPackage read(byte[] json) {
        JsonNode root = JSON.readTree(json);
        List<Table> tables = list(root.path("resources"), DataPackageReader::table);
        List<View> views = new ViewReader(tables).read(root.path("x-views"));
        return new DataPackage(
                text(root, "name"),
                imprint(root),
                text(root, "x-schema-version"),
                textMap(root.path("x-enums")),
                tables,
                views);
    }

    private static Imprint imprint(JsonNode root) {
        String creators = String.join(", ", list(root.path("contributors"), one -> text(one, "title")));
        JsonNode license = root.path("licenses").path(0);
        return new Imprint(text(root, "title"), creators, text(license, "name"), text(license, "path"));
    }

    private static Table table(JsonNode resource) {
        String name = text(resource, "name");
        JsonNode schema = resource.path("schema");
        List<Field> fields = list(schema.path("fields"), field -> field(field, schema));
        Presentation presentation = presentation(resource);
        JsonNode part = resource.path("x-part");
        if (part.isObject()) {
            Function<JsonNode, PartKind.Collection> collection = c -> new PartKind.Collection(
                    text(c, "name"), text(c, "resource"), texts(c.path("fields")), text(c, "description"));
            return new PartKind(
                    name,
                    text(part, "type"),
                    text(part, "of"),
                    text(part, "name"),
                    texts(part.path("key")),
                    fields,
                    list(part.path("collections"), collection),
                    presentation);
        }
        JsonNode link = resource.path("x-link");
        if (link.isObject()) {
            String inverse = optional(link, "inverse");
            String description = inverse == null ? "" : text(link, "inverseDescription");
            return new LinkKind(name, text(link, "of"), text(link, "name"), inverse, description, fields, presentation);
        }
        return recordKind(name, resource.path("x-record"), fields, search(resource.path("x-search")), presentation);
    }

    private static Presentation presentation(JsonNode resource) {
        Map<String, Presentation.ObjectType> objects = new LinkedHashMap<>();
        resource.path("x-objects")
                .forEachEntry((path, object) -> objects.put(
                        path, new Presentation.ObjectType(text(object, "type"), text(object, "description"))));
        return new Presentation(
                text(resource, "title"),
                text(resource, "description"),
                texts(resource.path("x-order")),
                texts(resource.path("x-group")),
                objects);
    }

    private static RecordKind.Search search(JsonNode node) {
        Map<SearchField.Weight, List<String>> texts = new EnumMap<>(SearchField.Weight.class);
        EnumSet.allOf(SearchField.Weight.class).forEach(weight -> texts.put(weight, texts(node.path(weight.name()))));
        return new RecordKind.Search(texts);
    }

    private static RecordKind recordKind(
            String name, JsonNode node, List<Field> fields, RecordKind.Search search, Presentation presentation) {
        Function<JsonNode, RecordKind.Collection> collection = c -> new RecordKind.Collection(
                text(c, "name"), text(c, "resource"), text(c, "field"), text(c, "description"));
        Function<JsonNode, RecordKind.Aggregate> aggregate = a -> new RecordKind.Aggregate(
                text(a, "name"), text(a, "field"), a.path("where").asString(""), text(a, "description"));
        return new RecordKind(
                name,
                text(node, "type"),
                node.path("prefix").asString(""),
                fields,
                list(node.path("collections"), collection),
                list(node.path("aggregates"), aggregate),
                Title.of(name, texts(node.path("title"))),
                search,
                presentation);
    }

    private static Field field(JsonNode field, JsonNode schema) {
        String name = text(field, "name");
        FieldType type = FieldType.valueOf(text(field, "x-type").toUpperCase(Locale.ROOT));
        JsonNode constraints = field.path("constraints");
        return new Field(
                name,
                type,
                scale(field, type),
                path(field, name, type),
                constraints.path("required").asBoolean(false),
                optional(constraints, "pattern"),
                number(constraints, "minimum"),
                number(constraints, "maximum"),
                texts(constraints.path("enum")),
                optional(field, "x-enum"),
                references(field, schema, name),
                field.path("x-figure").asBoolean(false),
                optional(field, "x-cited-as"),
                wording(field));
    }

    private static Wording wording(JsonNode field) {
        String description = field.path("description").asString("");
        return new Wording(
                field.path("title").asString(""),
                description,
                field.path("x-graphql-description").asString(description),
                field.path("example").asString(""),
                textMap(field.path("x-values")));
    }

    private static int scale(JsonNode field, FieldType type) {
        return type == FieldType.DECIMAL ? whole(field, "x-scale") : 0;
    }

    private static List<String> path(JsonNode field, String name, FieldType type) {
        String given = optional(field, "x-graphql");
        if (given != null) {
            return List.of(given.split("\\."));
        }
        return List.of(Names.camel(type == FieldType.REF ? name.replaceFirst("_id$", "") : name));
    }

    private static List<String> references(JsonNode field, JsonNode schema, String name) {
        List<String> several = texts(field.path("x-references"));
        if (!several.isEmpty()) {
            return several;
        }
        for (JsonNode key : schema.path("foreignKeys")) {
            if (texts(key.path("fields")).equals(List.of(name))) {
                return List.of(text(key.path("reference"), "resource"));
            }
        }
        return List.of();
    }

    private static String text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        if (!value.isString()) {
            String in = node.toString();
            throw new DatasetDamaged("datapackage.json: %s is missing in %s (expected: a string)"
                    .formatted(name, in.substring(0, Math.min(80, in.length()))));
        }
        return value.asString();
    }

    private static int whole(JsonNode node, String name) {
        JsonNode value = node.path(name);
        if (!value.isInt()) {
            throw new DatasetDamaged("datapackage.json: %s of %s is %s (expected: a whole number)"
                    .formatted(name, text(node, "name"), value));
        }
        return value.intValue();
    }

    private static @Nullable String optional(JsonNode node, String name) {
        return node.path(name).isString() ? node.path(name).asString() : null;
    }

    private static @Nullable String number(JsonNode node, String name) {
        return node.path(name).isMissingNode() ? null : node.path(name).asString();
    }

    private static Map<String, String> textMap(JsonNode object) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.forEachEntry((name, text) -> texts.put(name, text.asString()));
        return texts;
    }

    private static List<String> texts(JsonNode array) {
        return list(array, JsonNode::asString);
    }

    private static <T> List<T> list(JsonNode array, Function<JsonNode, T> read) {
        return array.valueStream().map(read).toList();
    }
}

package org.lode.files;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.model.Field;
import org.lode.model.RecordKind;
import org.lode.model.Table;
import org.lode.model.Table.LinkKind;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The file {@code places.geojson} (RFC 7946): records of the kinds that have coordinates and a country.
 *
 * <p>A record without coordinates is a feature without a geometry, so that a map can say what it does not show. Beside each
 * id of a record is its name.
 */
final class PlacesFile {
    private static final String LATITUDE = "latitude";
    private static final String LONGITUDE = "longitude";

    private final DataPackage data;
    private final Description description;
    private final Path folder;
    private final Map<String, Map<String, String>> names = new HashMap<>();
    private String before = "";

    /** @param folder where the tables are, as JSON Lines */
    PlacesFile(DataPackage data, Description description, Path folder) {
        this.data = data;
        this.description = description;
        this.folder = folder;
    }

    void write(OutputStream out) throws IOException {
        out.write("{\"type\":\"FeatureCollection\",\"features\":[".getBytes(StandardCharsets.UTF_8));
        for (RecordKind kind : data.shown()) {
            List<String> fields = kind.fields().stream().map(Field::name).toList();
            if (fields.containsAll(List.of(LATITUDE, LONGITUDE, "country_id"))) {
                write(kind, out);
            }
        }
        out.write("\n]}\n".getBytes(StandardCharsets.UTF_8));
    }

    private void write(RecordKind kind, OutputStream out) throws IOException {
        Map<LinkKind, MultiValueMap<String, String>> linked = linked(kind);
        read(kind, row -> {
            String feature = PrettyJson.line(feature(kind, (ObjectNode) row, linked));
            out.write((before + "\n" + feature).getBytes(StandardCharsets.UTF_8));
            before = ",";
        });
    }

    private void read(Table table, Bundle.Writer.Content<JsonNode> rows) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(folder.resolve(Bundle.path(table, "jsonl")))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                rows.to(PrettyJson.read(line));
            }
        }
    }

    /** Returns the names of what records of a kind are paired with, by pairs and by ids of records. */
    private Map<LinkKind, MultiValueMap<String, String>> linked(RecordKind kind) throws IOException {
        Map<LinkKind, MultiValueMap<String, String>> linked = new LinkedHashMap<>();
        for (LinkKind pairs : data.linksOf(kind)) {
            MultiValueMap<String, String> found = linked.computeIfAbsent(pairs, first -> new LinkedMultiValueMap<>());
            String owner = pairs.ownerField().name();
            read(pairs, pair -> found.add(pair.path(owner).asString(), nameOf(pairs.targetField(), pair)));
        }
        return linked;
    }

    /** Returns the name of the record that a field refers to; its id where it has no name, or none any more. */
    private String nameOf(Field reference, JsonNode row) throws IOException {
        String id = row.path(reference.name()).asString();
        String table = reference.references().getFirst();
        if (!names.containsKey(table)) {
            Map<String, String> read = new HashMap<>();
            RecordKind kind = data.record(table);
            read(kind, target -> read.put(target.path("id").asString(), name(kind, target)));
            names.put(table, read);
        }
        return names.getOrDefault(table, Map.of()).getOrDefault(id, id);
    }

    /** Returns {@code country} for {@code country_id}. */
    private static String stem(Field reference) {
        return reference.name().replaceFirst("_id$", "");
    }

    private ObjectNode feature(RecordKind kind, ObjectNode row, Map<LinkKind, MultiValueMap<String, String>> linked)
            throws IOException {
        ObjectNode point = point(row);
        // What the coordinates stand for, where it is the same for all records of a kind. Rows of other kinds say it.
        JsonNode accuracy = description.field(kind, kind.field(LATITUDE)).path("x-accuracy");
        ObjectNode properties = PrettyJson.object("kind", kind.type(), "name", name(kind, row));
        properties.put("location_accuracy", accuracy.asString(""));
        properties.setAll(row.without(List.of(LATITUDE, LONGITUDE)));
        for (Field field : kind.fields()) {
            if (SqliteSchema.isKey(field) && !row.path(field.name()).isNull()) {
                properties.put(stem(field) + "_name", nameOf(field, row));
            }
        }
        linked.forEach((pairs, found) -> {
            ArrayNode all = properties.putArray(stem(pairs.targetField()) + "_names");
            found.getOrDefault(row.path("id").asString(), List.of()).forEach(all::add);
        });
        return PrettyJson.object("type", "Feature", "id", row.path("id"), "geometry", point, "properties", properties);
    }

    private static String name(RecordKind kind, JsonNode row) {
        return row.path(kind.title().names().getFirst()).asString("");
    }

    private static @Nullable ObjectNode point(JsonNode row) {
        if (row.path(LATITUDE).isNull() || row.path(LONGITUDE).isNull()) {
            return null;
        }
        List<BigDecimal> place = Stream.of(LONGITUDE, LATITUDE)
                .map(name -> new BigDecimal(row.path(name).asString()))
                .toList();
        return PrettyJson.object("type", "Point", "coordinates", place);
    }
}

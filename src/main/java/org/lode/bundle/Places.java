package org.lode.bundle;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.lode.kind.DataPackage;
import org.lode.kind.RecordKind;
import org.lode.kind.Table;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The file {@code places.geojson} (RFC 7946): what has coordinates and lies in a country. */
final class Places {
    private static final String LATITUDE = "latitude";
    private static final String LONGITUDE = "longitude";
    private static final String ACCURACY = "location_accuracy";

    private final DataPackage data;
    private final Description description;
    private final Path folder;
    private String before = "";

    /** @param folder where the tables are, as JSON Lines */
    Places(DataPackage data, Description description, Path folder) {
        this.data = data;
        this.description = description;
        this.folder = folder;
    }

    void write(OutputStream out) throws IOException {
        out.write("{\"type\":\"FeatureCollection\",\"features\":[".getBytes(StandardCharsets.UTF_8));
        for (RecordKind kind : data.shown()) {
            if (has(kind, LATITUDE) && has(kind, LONGITUDE) && has(kind, "country_id")) {
                write(kind, out);
            }
        }
        out.write("\n]}\n".getBytes(StandardCharsets.UTF_8));
    }

    private static boolean has(Table table, String field) {
        return table.fields().stream().anyMatch(each -> each.name().equals(field));
    }

    private void write(RecordKind kind, OutputStream out) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(folder.resolve(ReleaseContent.file(kind, "jsonl")))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                ObjectNode row = (ObjectNode) BundleJson.read(line);
                if (!row.path(LATITUDE).isNull() && !row.path(LONGITUDE).isNull()) {
                    out.write((before + "\n" + BundleJson.line(feature(kind, row))).getBytes(StandardCharsets.UTF_8));
                    before = ",";
                }
            }
        }
    }

    private ObjectNode feature(RecordKind kind, ObjectNode row) {
        ObjectNode feature = BundleJson.object()
                .put("type", "Feature")
                .put("id", row.path("id").asString());
        feature.putObject("geometry")
                .put("type", "Point")
                .putArray("coordinates")
                .add(number(row, LONGITUDE))
                .add(number(row, LATITUDE));
        ObjectNode properties = feature.putObject("properties");
        properties.put("kind", kind.type()).put("name", name(kind, row));
        properties.put(ACCURACY, accuracy(kind));
        properties.setAll(row.without(List.of(LATITUDE, LONGITUDE)));
        return feature;
    }

    private static String name(RecordKind kind, JsonNode row) {
        return row.path(kind.title().names().getFirst()).asString("");
    }

    /** What the coordinates stand for, where it is the same for all records of a kind; rows of others say it. */
    private String accuracy(RecordKind kind) {
        return description.field(kind, kind.field(LATITUDE)).path("x-accuracy").asString("");
    }

    private static BigDecimal number(JsonNode row, String field) {
        return new BigDecimal(row.path(field).asString());
    }
}

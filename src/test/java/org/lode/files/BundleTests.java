package org.lode.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lode.model.DataPackage;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.Table;
import org.lode.model.View;
import org.lode.support.GraphQl;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The files of a release that Lode makes once agree with each other, and with what Lode serves elsewhere. */
@LodeTest
class BundleTests {
    private static final String FIRST = "2026.11.0";
    private static final String NEWEST = "2026.12.1";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpGraphQlTester graphQl;
    private final Http http;
    private final DataPackage data;

    BundleTests(HttpGraphQlTester graphQl, Http http, DataPackage data) {
        this.graphQl = graphQl;
        this.http = http;
        this.data = data;
    }

    @ParameterizedTest
    @ValueSource(strings = {FIRST, NEWEST})
    void theIndexListsEveryFileAsItIs(String version) {
        JsonNode index = json(version, "");
        graphQl.document("{ release(at: {version: \"%s\"}) { root sequence } }".formatted(version))
                .execute()
                .path("release.root")
                .entity(String.class)
                .isEqualTo(index.path("root").asString())
                .path("release.sequence")
                .entity(Integer.class)
                .isEqualTo(index.path("sequence").asInt());
        assertThat(index.path("withdrawn").isNull()).isTrue();
        Map<String, String> sums = sums(text(get(version, "SHA256SUMS")));
        Set<String> listed = new HashSet<>();
        for (JsonNode file : index.path("files")) {
            String name = file.path("path").asString();
            HttpResponse<byte[]> served = get(version, name);
            String hash = Hashes.hex(Hashes.sha256(served.body()));
            assertThat(file.path("bytes").asLong()).as(name).isEqualTo(served.body().length);
            assertThat(file.path("sha256").asString()).as(name).isEqualTo(hash);
            assertThat(sums).containsEntry(name, hash);
            assertThat(Http.header(served, "Content-Type"))
                    .startsWith(file.path("mediaType").asString());
            assertThat(Http.header(served, "Dataset-Release")).isEqualTo(version);
            listed.add(name);
        }
        assertThat(listed)
                .isEqualTo(sums.keySet())
                .contains(
                        "manifest.json",
                        "datapackage.json",
                        "lode-" + version + ".zip",
                        "data/redirects.csv",
                        "lode.sqlite");
        assertThat(http.send("GET", "/releases/" + version).body())
                .isEqualTo(get(version, "").body());
    }

    @Test
    void tablesAreWhatExportsAre() {
        for (Table table : data.tables()) {
            for (Export.Format format : Export.Format.values()) {
                String file = "%s.%s".formatted(table.name(), format.ending());
                if (table.name().equals("redirects")) {
                    continue;
                }
                assertThat(get(NEWEST, "data/" + file).body())
                        .as(file)
                        .isEqualTo(http.send("GET", "/export/%s?at=%s".formatted(file, NEWEST))
                                .body());
            }
        }
    }

    @Test
    void theArchiveHoldsTheFilesAndTheirSums() throws IOException {
        Map<String, byte[]> inside =
                unzip(get(NEWEST, "lode-" + NEWEST + ".zip").body());
        String folder = "lode-" + NEWEST + "/";
        Map<String, String> sums =
                sums(new String(Objects.requireNonNull(inside.remove(folder + "SHA256SUMS")), StandardCharsets.UTF_8));
        Map<String, String> hashes = new TreeMap<>();
        inside.forEach((name, bytes) -> hashes.put(name.substring(folder.length()), Hashes.hex(Hashes.sha256(bytes))));
        assertThat(hashes).isEqualTo(sums);
        Map<String, String> served = sums(text(get(NEWEST, "SHA256SUMS")));
        assertThat(served).containsAllEntriesOf(sums);
        assertThat(sums)
                .hasSize(12
                        + data.views().size()
                        + Export.Format.values().length * data.tables().size());
    }

    @Test
    void thePackageDescribesEveryFileAndField() {
        JsonNode descriptor = json(NEWEST, "datapackage.json");
        assertThat(descriptor.path("$schema").asString())
                .isEqualTo("https://datapackage.org/profiles/2.0/datapackage.json");
        assertThat(descriptor.path("version").asString()).isEqualTo(NEWEST);
        assertThat(descriptor.path("created").asString()).isEqualTo("2026-11-29T15:00:00Z");
        Set<String> names = new HashSet<>();
        for (JsonNode resource : descriptor.path("resources")) {
            byte[] file = get(NEWEST, resource.path("path").asString()).body();
            assertThat(names.add(resource.path("name").asString())).isTrue();
            assertThat(resource.path("bytes").asLong()).isEqualTo(file.length);
            assertThat(resource.path("hash").asString()).isEqualTo("sha256:" + Hashes.hex(Hashes.sha256(file)));
            if (resource.path("type").asString("").equals("table")) {
                assertThat(resource.path("schema").has("fieldsMatch")).isFalse();
                for (JsonNode field : resource.path("schema").path("fields")) {
                    assertThat(field.path("type").asString()).isIn("string", "number", "integer", "boolean");
                    assertThat(field.path("example").isString() || !field.has("example"))
                            .isTrue();
                }
                List<String> columns = resource.path("schema")
                        .path("fields")
                        .valueStream()
                        .map(field -> field.path("name").asString())
                        .toList();
                assertThat(new String(file, StandardCharsets.UTF_8).lines().findFirst())
                        .contains(String.join(",", columns));
            }
        }
        assertThat(names)
                .hasSize(3
                        + data.views().size()
                        + Export.Format.values().length * data.tables().size());
    }

    @Test
    void croissantReadsColumnsThatAreThere() {
        JsonNode root = json(NEWEST, "croissant.json");
        Map<String, JsonNode> files = new LinkedHashMap<>();
        root.path("distribution").forEach(file -> files.put(file.path("@id").asString(), file));
        Set<String> ids = new HashSet<>(files.keySet());
        List<JsonNode> fields = new ArrayList<>();
        for (JsonNode set : root.path("recordSet")) {
            assertThat(ids.add(set.path("@id").asString())).isTrue();
            set.path("field").forEach(fields::add);
        }
        fields.forEach(
                field -> assertThat(ids.add(field.path("@id").asString())).isTrue());
        for (JsonNode field : fields) {
            String file = field.path("source").path("fileObject").path("@id").asString();
            String column = field.path("source").path("extract").path("column").asString();
            assertThat(text(get(NEWEST, file)).lines().findFirst().orElseThrow().split(",", -1))
                    .contains(column);
        }
        for (JsonNode file : files.values()) {
            byte[] bytes = get(NEWEST, file.path("contentUrl").asString()).body();
            assertThat(file.path("sha256").asString()).isEqualTo(Hashes.hex(Hashes.sha256(bytes)));
            assertThat(file.path("contentSize").asString()).isEqualTo(bytes.length + " B");
        }
        assertThat(fields)
                .hasSize(data.tables().stream()
                        .mapToInt(table -> table.fields().size())
                        .sum());
    }

    @Test
    void theCatalogLeadsToFilesOfTheirSize() {
        JsonNode graph = json(NEWEST, "dcat.jsonld").path("@graph");
        JsonNode release = graph.get(graph.size() - 1);
        assertThat(release.path("dcat:version").asString()).isEqualTo(NEWEST);
        assertThat(release.path("dcat:previousVersion").path("@id").asString()).isEqualTo("../2026.12.0/");
        int proved = 0;
        for (JsonNode distribution : release.path("dcat:distribution")) {
            byte[] file = get(
                            NEWEST,
                            distribution.path("dcat:downloadURL").path("@id").asString())
                    .body();
            JsonNode size = distribution.path("dcat:byteSize");
            if (size.isObject()) {
                assertThat(size.path("@value").asInt()).isEqualTo(file.length);
                assertThat(distribution
                                .path("spdx:checksum")
                                .path("spdx:checksumValue")
                                .path("@value")
                                .asString())
                        .isEqualTo(Hashes.hex(Hashes.sha256(file)));
                proved++;
            }
        }
        assertThat(proved).isEqualTo(release.path("dcat:distribution").size() - 1);
        assertThat(text(get(FIRST, "dcat.jsonld"))).contains("dcat:version").doesNotContain("previousVersion");
    }

    @Test
    void theCitationNamesTheRelease() {
        Map<String, Object> cff = new Yaml().load(text(get(NEWEST, "CITATION.cff")));
        assertThat(cff)
                .containsEntry("cff-version", "1.2.0")
                .containsEntry("type", "dataset")
                .containsEntry("version", NEWEST)
                .containsEntry("date-released", "2026-11-29")
                .containsEntry("license", "CC-BY-4.0")
                .containsKeys("message", "title", "abstract", "keywords");
        assertThat(cff.get("authors")).isEqualTo(List.of(Map.of("name", "The Lode contributors")));
    }

    @Test
    void placesAreThoseWithCoordinates() {
        JsonNode features = json(NEWEST, "places.geojson").path("features");
        JsonNode answer = GraphQl.data(graphQl.document("""
                { projects(first: 500, at: {version: "2026.12.1"}, filter: {location: {isNull: false}}) {
                    totalCount nodes { id: recordId name locationAccuracy location { latitude longitude } } }
                  offices(first: 500, at: {version: "2026.12.1"}, filter: {location: {isNull: false}}) {
                    totalCount nodes { id: recordId name: city location { latitude longitude } } } }
                """).execute());
        Map<String, JsonNode> expected = new TreeMap<>();
        answer.forEach(list ->
                list.path("nodes").forEach(node -> expected.put(node.path("id").asString(), node)));
        Set<String> accuracies = new HashSet<>();
        int without = 0;
        int located = 0;
        for (JsonNode feature : features) {
            JsonNode properties = feature.path("properties");
            assertThat(properties.path("country_name").asString(""))
                    .isNotEmpty()
                    .doesNotContain("country:");
            if (properties.path("kind").asString().equals("Project")) {
                assertThat(properties.path("agency_name").asString(""))
                        .isNotEmpty()
                        .doesNotContain("org:");
                assertThat(properties.path("mineral_names").isArray()).isTrue();
                assertThat(properties.path("mineral_names").toString()).doesNotContain("mineral:");
            }
            if (feature.path("geometry").isNull()) {
                assertThat(expected).doesNotContainKey(feature.path("id").asString());
                without++;
                continue;
            }
            located++;
            JsonNode node =
                    Objects.requireNonNull(expected.get(feature.path("id").asString()));
            JsonNode at = feature.path("geometry").path("coordinates");
            assertThat(at.path(0).decimalValue())
                    .isEqualByComparingTo(new BigDecimal(
                            node.path("location").path("longitude").asString()));
            assertThat(at.path(1).decimalValue())
                    .isEqualByComparingTo(new BigDecimal(
                            node.path("location").path("latitude").asString()));
            assertThat(feature.path("properties").path("name")).isEqualTo(node.path("name"));
            String accuracy =
                    feature.path("properties").path("location_accuracy").asString();
            assertThat(accuracy).isEqualTo(node.path("locationAccuracy").asString("CITY"));
            accuracies.add(accuracy);
        }
        assertThat(accuracies).containsExactlyInAnyOrder("SITE", "REGION", "CITY");
        assertThat(located).isEqualTo(expected.size()).isGreaterThan(200);
        // A project without a place is there, too.
        assertThat(without)
                .isPositive()
                .isEqualTo(Integer.parseInt(GraphQl.data(graphQl.document("""
                        { projects(at: {version: "2026.12.1"}, filter: {location: {isNull: true}}) { totalCount } }""").execute())
                        .path("projects")
                        .path("totalCount")
                        .asString()));
    }

    @Test
    void flatTablesAreWhatExportsAre() {
        assertThat(data.views()).isNotEmpty();
        for (View view : data.views()) {
            assertThat(get(NEWEST, "flat/" + view.name() + ".csv").body())
                    .as(view.name())
                    .isEqualTo(http.send("GET", "/export/%s.csv?at=%s".formatted(view.name(), NEWEST))
                            .body());
        }
    }

    @Test
    void decimalsHaveTheDigitsOfTheDescriptionInDuckDb() {
        String script = text(get(NEWEST, "load.sql"));
        data.tables().stream()
                .flatMap(table -> table.fields().stream())
                .filter(field -> field.type() == FieldType.DECIMAL)
                .forEach(field ->
                        assertThat(script).contains("'%s': 'DECIMAL(38, %d)'".formatted(field.name(), field.scale())));
    }

    @Test
    void theCodebookKnowsEveryFieldAndWhatEmptyMeans() {
        JsonNode tables = json(NEWEST, "codebook.json").path("tables");
        assertThat(tables).hasSize(data.tables().size());
        String text = text(get(NEWEST, "codebook.md"));
        for (JsonNode shown : tables) {
            Table table = data.table(shown.path("name").asString());
            assertThat(shown.path("fields")).hasSize(table.fields().size());
            assertThat(text).contains("\n## " + table.name() + "\n");
            for (JsonNode shownField : shown.path("fields")) {
                Field field = table.field(shownField.path("name").asString());
                String as = table.name() + "." + field.name();
                String empty = shownField.path("empty").asString();
                assertThat(shownField.path("definition").asString())
                        .as(as)
                        .endsWith(".")
                        .doesNotContain("Empty ");
                assertThat(empty.equals("Never empty.")).as(as + ": " + empty).isEqualTo(field.required());
                assertThat(shownField.path("values")).as(as).hasSameSizeAs(field.allowed());
                shownField
                        .path("values")
                        .forEach(value -> assertThat(value.path("meaning").asString(""))
                                .as(as)
                                .isNotEmpty());
                assertThat(shownField.path("known").asLong() > 0)
                        .as(as)
                        .isEqualTo(shownField.path("since").isString());
                assertThat(text).contains("| `" + field.name() + "` |");
            }
        }
        assertThat(field(tables, "fx_rates", "usd_per_unit").path("since").asString())
                .isEqualTo("2026.11.1");
        assertThat(field(tables, "countries", "name").path("since").asString()).isEqualTo(FIRST);
        assertThat(field(tables, "fx_rates", "usd_per_unit")
                        .path("cited")
                        .path("percent")
                        .asString())
                .isEqualTo("100.0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /releases/2026.11.3/data/projcts.csv   | table: projcts (expected: one of organizations, organization_names, offices
            /releases/2026.11.3/data/projects.xlsx | format: xlsx (expected: csv, jsonl, parquet)
            /releases/2026.11.3/lode-2026.11.2.zip | file: lode-2026.11.2.zip (expected: manifest.json, delta.jsonl, SHA256SUMS
            /releases/2026.11.3/files.json         | file: files.json (expected: manifest.json
            /releases/2026.11.3/data/              | file: data/ (expected: manifest.json
            /releases/2026.11.9/datapackage.json   | version: 2026.11.9 (expected: one of 2026.11.0 to
            """)
    void whatIsNotIsNamed(String path, String detail) {
        HttpResponse<byte[]> response = http.send("GET", path);
        assertThat(response.statusCode()).as(text(response)).isEqualTo(404);
        assertThat(Http.json(response).path("detail").asString()).startsWith(detail);
    }

    private static JsonNode field(JsonNode tables, String table, String name) {
        return named(named(tables, table).path("fields"), name);
    }

    private static JsonNode named(JsonNode array, String name) {
        return array.valueStream()
                .filter(each -> each.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, String> sums(String text) {
        Map<String, String> sums = new TreeMap<>();
        text.lines().forEach(line -> sums.put(line.substring(66), line.substring(0, 64)));
        return sums;
    }

    private static Map<String, byte[]> unzip(byte[] archive) throws IOException {
        Map<String, byte[]> inside = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                inside.put(entry.getName(), zip.readAllBytes());
                assertThat(entry.getTimeLocal()).hasToString("2026-11-29T15:00");
            }
        }
        return inside;
    }

    private JsonNode json(String version, String name) {
        HttpResponse<byte[]> response = get(version, name);
        assertThat(response.statusCode()).as(text(response)).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private HttpResponse<byte[]> get(String version, String name) {
        return http.send("GET", "/releases/%s/%s".formatted(version, name));
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }
}

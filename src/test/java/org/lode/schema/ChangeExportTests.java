package org.lode.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.query.ChangeCopyQuery;
import org.lode.query.Csv;
import org.lode.query.Parquet;
import org.lode.support.Bundled;
import org.lode.support.Download;
import org.lode.support.GraphQl;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A file of changes has the rows of the list that it was asked of, in CSV, JSON Lines and Parquet. */
@LodeTest
class ChangeExportTests {
    private static final int NEWEST = Bundled.NEWEST;
    private static final String FILE = "/export/changes.csv?at=2026.11.3&types=PROJECT&sinceSequence=1";
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern FORMULA = Pattern.compile("^'*[=+\\-@\t\r\n＝＋－＠]");
    private static final String URLS =
            "{ totalCount csv: exportUrl jsonl: exportUrl(format: JSONL) parquet: exportUrl(format: PARQUET) }";

    private final HttpGraphQlTester graphQl;
    private final Http http;
    private final Changes changes;

    ChangeExportTests(HttpGraphQlTester graphQl, Http http) {
        this.graphQl = graphQl;
        this.http = http;
        this.changes = new Changes(graphQl);
    }

    @Test
    void theFileOfTheLastChangesHasEveryRowOfEveryPage() {
        assertFiles(list("changes(sinceSequence: 5)"), changes.since(5, null, 500));
    }

    @Test
    @Tag("thorough")
    void theFileOfAllChangesHasEveryRowOfEveryPage() {
        assertFiles(list("changes(sinceSequence: 0)"), changes.since(0, null, 500));
    }

    @Test
    void theFileHasTheFiltersOfTheList() {
        List<String> types = List.of("DEAL", "PROJECT");
        List<JsonNode> some = changes.since(1, types, 500);
        assertFiles(list("changes(sinceSequence: 1, types: [DEAL, PROJECT])"), some);
        assertFiles(list("changes(sinceSequence: 1, types: [PROJECT, DEAL], direction: DESC)"), some.reversed());
        assertFiles(list("changes(sinceSequence: %d)".formatted(NEWEST + 7)), List.of());
    }

    @Test
    void theFileOfADifferenceHasEveryRowOfEveryPageBothWays() {
        List<String> types = List.of("DEAL", "INVESTMENT", "OFFICE", "ORGANIZATION", "PROJECT", "SOURCE");
        String asked = ", types: [SOURCE, PROJECT, ORGANIZATION, OFFICE, INVESTMENT, DEAL]";
        List<JsonNode> there = changes.diff(1, NEWEST, types, 500);
        assertFiles(list(diff(1, NEWEST, asked)), there);
        assertFiles(list(diff(NEWEST, 1, asked)), changes.diff(NEWEST, 1, types, 500));
        List<JsonNode> back = changes.diff(5, 4, types, 500);
        assertFiles(list(diff(5, 4, asked)), back);
        assertFiles(list(diff(NEWEST, NEWEST, "")), List.of());
        assertThat(there).hasSizeGreaterThan(500);
        assertThat(back.stream().map(change -> change.path("op").asString()).distinct())
                .containsExactlyInAnyOrder("ADD", "MOD", "DEL");
    }

    @Test
    @Tag("thorough")
    void theFileOfEveryDifferenceHasEveryRowOfEveryPage() {
        for (int from = 1; from <= NEWEST; from++) {
            for (int to = 1; to <= NEWEST; to++) {
                assertFiles(list(diff(from, to, "")), changes.diff(from, to, null, 500));
            }
        }
    }

    private static String diff(int from, int to, String further) {
        return "diff(from: {sequence: %d}, to: {sequence: %d}%s)".formatted(from, to, further);
    }

    @Test
    void theFileOfAHistoryIsThatOfTheRecordAndItsRelease() {
        Map<String, Integer> often = new HashMap<>();
        changes.since(0, List.of("PROJECT", "INVESTMENT"), 500)
                .forEach(change -> often.merge(change.path("id").asString(), 1, Integer::sum));
        int most = often.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
        assertThat(most).isGreaterThan(2);
        List<String> ids = often.keySet().stream()
                .filter(id -> Integer.valueOf(most).equals(often.get(id)))
                .sorted()
                .limit(3)
                .toList();
        for (String id : ids) {
            JsonNode record = GraphQl.data(graphQl.document("""
                            query ($id: ID!) { node(id: $id) { ... on Record {
                              there: history(first: 500) { totalCount nodes { %1$s } }
                              forth: history(first: 1) %2$s
                              back: history(direction: DESC) %2$s
                            } } }
                            """.formatted(Changes.CHANGE, URLS))
                            .variable("id", id)
                            .execute())
                    .path("node");
            List<JsonNode> there =
                    record.path("there").path("nodes").valueStream().toList();
            assertThat(there).hasSize(most);
            assertFiles(record.path("forth"), there);
            assertFiles(record.path("back"), there.reversed());
            int until = there.get(1).path("release").path("sequence").asInt();
            JsonNode release = Objects.requireNonNull(versions().get(until));
            String earlier = GraphQl.data(graphQl.document("""
                            query ($id: ID!) { node(id: $id) { ... on Record { history { exportUrl(format: JSONL) } } } }
                            """)
                            .variable("id", id + "@" + release.path("version").asString())
                            .execute())
                    .path("node")
                    .path("history")
                    .path("exportUrl")
                    .asString();
            assertThat(jsonl(earlier)).isEqualTo(rows(there.subList(0, 2)));
        }
    }

    /** The record that stands for another is the one whose history is told. */
    @Test
    void theHistoryOfAMergedRecordIsThatOfTheOneThatItWentInto() {
        JsonNode merged = jsonl("/export/changes.jsonl?sinceSequence=4").stream()
                .filter(change -> change.path("op").asString().equals("MERGE"))
                .findFirst()
                .orElseThrow();
        String from = merged.path("record_id").asString();
        String into = merged.path("into_id").asString();
        List<JsonNode> rows = jsonl("/export/history.jsonl?id=" + from);
        assertThat(rows)
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.path("record_id").asString()).isEqualTo(into));
        assertThat(rows).isEqualTo(jsonl("/export/history.jsonl?id=" + into));
    }

    @Test
    void addressesNameReleasesAndFilters() {
        JsonNode urls = GraphQl.data(graphQl.document("""
                {
                  feed: changes(sinceSequence: 3, types: [PROJECT, FX_RATE], direction: DESC, first: 2) { exportUrl }
                  all: changes(sinceSequence: 0) { exportUrl(format: PARQUET) }
                  diff(from: {version: "2026.11.2"}, to: {sequence: 1}, types: [OFFICE]) { exportUrl(format: JSONL) }
                  project(id: "project:lofdal", at: {version: "2026.11.3"}) { history(direction: DESC) { exportUrl } }
                }
                """).execute());
        assertThat(urls.findValuesAsString("exportUrl"))
                .containsExactly(
                        "/export/changes.csv?at=%s&sinceSequence=3&types=PROJECT,FX_RATE&direction=DESC"
                                .formatted(Bundled.VERSION),
                        "/export/changes.parquet?at=%s&sinceSequence=0".formatted(Bundled.VERSION),
                        "/export/diff.jsonl?from=2026.11.2&to=2026.11.0&types=OFFICE",
                        "/export/history.csv?at=2026.11.3&id=project%3Alofdal&direction=DESC");
    }

    @Test
    void anAddressWithoutAReleaseMeansTheLatest() {
        assertThat(http.send("GET", "/export/changes.csv").body())
                .isEqualTo(http.send("GET", "/export/changes.csv?sinceSequence=0&at=" + Bundled.VERSION)
                        .body());
        HttpResponse<byte[]> latest = http.send("GET", "/export/diff.csv?from=2026.11.3");
        HttpResponse<byte[]> pinned = http.send("GET", "/export/diff.csv?from=2026.11.3&to=" + Bundled.VERSION);
        assertThat(latest.body()).isEqualTo(pinned.body());
        assertThat(Http.header(latest, "ETag")).isEqualTo(Http.header(pinned, "ETag"));
        assertThat(Http.header(latest, "Cache-Control")).isEqualTo("public, no-cache");
        assertThat(Http.header(pinned, "Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
        assertThat(Http.header(pinned, "Content-Disposition"))
                .isEqualTo("attachment; filename=\"lode-diff-2026.11.3-%s.csv\"".formatted(Bundled.VERSION));
    }

    @Test
    void theSameAddressGivesTheSameBytesUnderOneTag() {
        HttpResponse<byte[]> first = http.send("GET", FILE);
        String tag = Http.header(first, "ETag");
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(Http.header(first, "Content-Type")).isEqualTo("text/csv;charset=UTF-8");
        assertThat(Http.header(first, "Content-Disposition"))
                .isEqualTo("attachment; filename=\"lode-changes-2026.11.3.csv\"");
        assertThat(Http.header(first, "Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
        assertThat(Http.header(first, "Dataset-Release")).isEqualTo("2026.11.3");
        assertThat(Http.header(first, "Link")).contains("<../releases/2026.11.3/CITATION.cff>; rel=\"describedby\"");
        HttpResponse<byte[]> second = http.send("GET", FILE);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(Http.header(second, "ETag")).isEqualTo(tag);
        HttpResponse<byte[]> held = http.send("GET", FILE, "If-None-Match", tag);
        assertThat(held.statusCode()).isEqualTo(304);
        assertThat(held.body()).isEmpty();
        int length = first.body().length;
        HttpResponse<byte[]> head = http.send("HEAD", FILE);
        assertThat(Http.header(head, "Content-Length")).isEqualTo(String.valueOf(length));
        HttpResponse<byte[]> part = http.send("GET", FILE, "Range", "bytes=1000-", "If-Range", tag);
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(first.body(), 1000, length));
        for (String other : List.of(
                "/export/changes.jsonl?at=2026.11.3&types=PROJECT&sinceSequence=1",
                "/export/changes.csv?at=2026.11.3&types=PROJECT",
                "/export/changes.csv?at=2026.11.2&types=PROJECT&sinceSequence=1",
                "/export/changes.csv?at=2026.11.3&types=DEAL&sinceSequence=1",
                FILE + "&direction=DESC",
                FILE + "&fields=op",
                FILE + "&bom=true",
                "/export/diff.csv?from=2026.11.0&to=2026.11.3&types=PROJECT",
                "/export/diff.csv?from=2026.11.3&to=2026.11.0&types=PROJECT")) {
            assertThat(Http.header(http.send("GET", other), "ETag")).as(other).isNotEqualTo(tag);
        }
    }

    @Test
    void columnsAreThoseAskedForInTheirOrder() {
        List<List<@Nullable String>> some = Csv.rows(
                text(http.send("GET", FILE + "&fields=record_id,op&bom=true")).substring(1));
        List<List<@Nullable String>> all = Csv.rows(text(http.send("GET", FILE)));
        assertThat(some.getFirst()).containsExactly("record_id", "op");
        assertThat(some).hasSameSizeAs(all).hasSizeGreaterThan(10);
        for (int row = 1; row < all.size(); row++) {
            assertThat(some.get(row))
                    .containsExactly(all.get(row).get(5), all.get(row).get(3));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /export/changes.xlsx                             | 404 | format: xlsx (expected: csv, jsonl, parquet)
            /export/changes                                  | 404 | format: none (expected: csv, jsonl, parquet)
            /export/changes.csv?at=2026.11.9                 | 404 | at: version 2026.11.9 (expected: one of 2026.11.0 to NEWEST)
            /export/changes.csv?since=1                      | 400 | parameter: since (expected: one of at, sinceSequence, types, direction, fields, bom)
            /export/changes.csv?at=2026.11.2&at=2026.11.3    | 400 | at: 2 values (expected: one)
            /export/changes.csv?sinceSequence=2026.11.0      | 400 | sinceSequence: 2026.11.0 (expected: the number of a release, or 0 for all changes)
            /export/changes.csv?sinceSequence=-1             | 400 | sinceSequence: -1 (expected: the number of a release, or 0 for all changes)
            /export/changes.csv?direction=UP                 | 400 | direction: UP (expected: a value of OrderDirection: ASC, DESC)
            /export/changes.csv?fields=op,title              | 400 | fields: title (expected: some of sequence,release,published_at,op,type,record_id,into_id,reasons,note,before_hash,after_hash,fields,before,after)
            /export/changes.csv?fields=op,op                 | 400 | fields: op (expected: each field once)
            /export/changes.parquet?bom=true                 | 400 | bom: true (expected: false: a byte order mark is for csv)
            /export/diff.csv                                 | 400 | from: missing (expected: the version of the release to start from)
            /export/diff.csv?from=2026.11.0&at=2026.11.1     | 400 | parameter: at (expected: one of from, to, types, fields, bom)
            /export/diff.csv?from=2026.10.0                  | 404 | at: version 2026.10.0 (expected: one of 2026.11.0 to NEWEST)
            /export/diff.csv?from=2026.11.0&to=1             | 404 | at: version 1 (expected: one of 2026.11.0 to NEWEST)
            /export/history.csv                              | 400 | id: missing (expected: the id of a record)
            /export/history.csv?id=lofdal                    | 404 | id: lofdal (expected: the id of a record that the release holds, such as project:lofdal)
            /export/history.csv?id=project:none              | 404 | id: project:none (expected: the id of a record that the release holds, such as project:lofdal)
            /export/history.csv?id=project:lofdal&types=DEAL | 400 | parameter: types (expected: one of at, id, direction, fields, bom)
            /export/history.csv?id=project:lofdal@2026.11.1&at=2026.11.2 | 400 | id: project:lofdal@2026.11.1 (expected: an id of release 2026.11.2, which is read here: project:lofdal@2026.11.2 or project:lofdal)
            """)
    void whatIsNotIsNamed(String path, int status, String detail) {
        HttpResponse<byte[]> response = http.send("GET", path);
        assertThat(Http.header(response, "Content-Type")).as(text(response)).isEqualTo("application/problem+json");
        assertThat(Http.json(response).path("detail").asString()).isEqualTo(detail.replace("NEWEST", Bundled.VERSION));
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(http.send("POST", FILE).statusCode()).isEqualTo(405);
    }

    @ParameterizedTest
    @CsvSource({"MINERALS", "''", "'PROJECT,,DEAL'"})
    void kindsThatThereAreNotAreRefusedInTheWordsOfGraphQl(String types) {
        HttpResponse<byte[]> response = http.send("GET", "/export/changes.csv?types=" + types);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(Http.json(response).path("detail").asString())
                .matches("types\\[\\d]: (MINERALS)? ?\\(expected: a value of RecordType: .*PROJECT.*\\)");
    }

    private JsonNode list(String field) {
        return GraphQl.data(graphQl.document("{ list: %s %s }".formatted(field, URLS))
                        .execute())
                .path("list");
    }

    /** Compares the files of a list, row by row, with the changes that its pages have. */
    private void assertFiles(JsonNode list, List<JsonNode> pages) {
        List<JsonNode> rows = rows(pages);
        assertThat(list.path("totalCount").asInt()).isEqualTo(rows.size());
        String jsonl = list.path("jsonl").asString();
        List<JsonNode> lines = new String(download(jsonl, rows.size()), StandardCharsets.UTF_8)
                .lines()
                .map(JSON::readTree)
                .toList();
        assertThat(lines.stream().map(ChangeExportTests::read).toList())
                .as(jsonl)
                .isEqualTo(rows);
        assertCsv(list.path("csv").asString(), lines);
        assertParquet(list.path("parquet").asString(), lines);
    }

    private void assertCsv(String url, List<JsonNode> lines) {
        List<List<@Nullable String>> csv = Csv.rows(new String(download(url, lines.size()), StandardCharsets.UTF_8));
        assertThat(csv.removeFirst())
                .isEqualTo(ChangeCopyQuery.FIELDS.stream().map(Field::name).toList());
        assertThat(csv).hasSameSizeAs(lines);
        for (int row = 0; row < csv.size(); row++) {
            JsonNode line = lines.get(row);
            assertThat(csv.get(row))
                    .as("row %d of %s", row, url)
                    .isEqualTo(ChangeCopyQuery.FIELDS.stream()
                            .map(field -> cell(field, line.path(field.name())))
                            .toList());
        }
    }

    private static @Nullable String cell(Field field, JsonNode value) {
        if (value.isNull()) {
            return null;
        }
        String text = field.type() == FieldType.LIST
                ? String.join("|", value.valueStream().map(JsonNode::asString).toList())
                : value.asString();
        return FORMULA.matcher(text).find() ? "'" + text : text;
    }

    private void assertParquet(String url, List<JsonNode> lines) {
        List<Map<String, Object>> typed = Parquet.rows(download(url, lines.size()));
        assertThat(typed).as(url).hasSameSizeAs(lines);
        for (int row = 0; row < typed.size(); row++) {
            JsonNode line = lines.get(row);
            Map<String, @Nullable Object> expected = new LinkedHashMap<>();
            ChangeCopyQuery.FIELDS.forEach(field -> expected.put(field.name(), typed(field, line.path(field.name()))));
            assertThat(typed.get(row)).as("row %d of %s", row, url).isEqualTo(expected);
        }
    }

    private static @Nullable Object typed(Field field, JsonNode value) {
        if (value.isNull()) {
            return null;
        }
        return switch (field.type()) {
            case INTEGER -> value.intValue();
            case LIST -> value.valueStream().map(JsonNode::asString).toList();
            default -> value.asString();
        };
    }

    private List<JsonNode> jsonl(String url) {
        HttpResponse<byte[]> file = http.send("GET", url);
        assertThat(file.statusCode()).as(url).isEqualTo(200);
        return text(file)
                .lines()
                .map(JSON::readTree)
                .map(ChangeExportTests::read)
                .toList();
    }

    /** A line, with the texts of the values before and after read as JSON. */
    private static JsonNode read(JsonNode line) {
        ObjectNode row = ((ObjectNode) line).deepCopy();
        for (String name : List.of("before", "after")) {
            JsonNode values = row.path(name);
            row.set(name, values.isNull() ? values : JSON.readTree(values.asString()));
        }
        return row;
    }

    private byte[] download(String url, int rows) {
        try (Download download = http.download(url)) {
            byte[] file = download.rest();
            assertThat(download.header("Dataset-Rows")).as(url).isEqualTo(String.valueOf(rows));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a file has to have for changes that GraphQL gave. */
    private List<JsonNode> rows(List<JsonNode> changes) {
        Map<Integer, JsonNode> versions = versions();
        List<JsonNode> rows = new ArrayList<>();
        for (JsonNode change : changes) {
            int sequence = change.path("release").path("sequence").asInt();
            JsonNode release = Objects.requireNonNull(versions.get(sequence));
            ObjectNode row = JSON.createObjectNode();
            row.put("sequence", sequence);
            row.set("release", release.path("version"));
            row.set("published_at", release.path("publishedAt"));
            row.set("op", change.path("op"));
            row.set("type", change.path("type"));
            row.set("record_id", change.path("id"));
            row.set("into_id", change.path("into"));
            row.set("reasons", change.path("reasons"));
            row.set("note", change.path("note"));
            row.set("before_hash", change.path("beforeHash"));
            row.set("after_hash", change.path("afterHash"));
            row.putNull("fields");
            row.putNull("before");
            row.putNull("after");
            if (!change.path("fields").isEmpty()) {
                ArrayNode names = row.putArray("fields");
                ObjectNode before = row.putObject("before");
                ObjectNode after = row.putObject("after");
                for (JsonNode field : change.path("fields")) {
                    String path = field.path("path").asString();
                    names.add(path);
                    before.set(path, field.path("before"));
                    after.set(path, field.path("after"));
                }
            }
            rows.add(row);
        }
        return rows;
    }

    private Map<Integer, JsonNode> versions() {
        Map<Integer, JsonNode> versions = new HashMap<>();
        graphQl.document("{ releases(first: 500) { nodes { sequence version publishedAt } } }")
                .execute()
                .path("releases.nodes")
                .entityList(JsonNode.class)
                .get()
                .forEach(release -> versions.put(release.path("sequence").asInt(), release));
        return versions;
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }
}

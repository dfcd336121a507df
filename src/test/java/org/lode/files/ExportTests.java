package org.lode.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lode.support.Download;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;

/** What addresses below {@code /export} answer, and what they refuse. */
@LodeTest
class ExportTests {
    private static final String OFFICES = "/export/offices.csv?at=2026.12.1";

    private final HttpGraphQlTester graphQl;
    private final Http http;

    ExportTests(HttpGraphQlTester graphQl, Http http) {
        this.graphQl = graphQl;
        this.http = http;
    }

    /** Clients that hide the bodies of errors show headers at least. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/export/offices.csv?fields=colour",
                "/export/offices.csv?filter=%7B%22type%22:%7B%22eq%22:%22NONE%22%7D%7D",
                "/export/nothing.csv",
                "/export/offices.xml",
                "/export/offices.csv?at=1999.1.1",
                "/releases/2026.12.1/nothing.csv",
                "/releases/1999.1.1/SHA256SUMS",
                "/mirror/v1/nothing",
                "/q/none"
            })
    void theReasonOfAnErrorIsInAHeaderToo(String path) {
        HttpResponse<byte[]> refused = http.send("GET", path);
        assertThat(refused.statusCode()).isBetween(400, 499);
        String detail = Http.json(refused).path("detail").asString("");
        assertThat(Http.header(refused, "X-Problem")).isEqualTo(detail).isNotEmpty();
        assertThat(Http.header(http.send("HEAD", path), "X-Problem")).isEqualTo(detail);
        assertThat(refused.headers().firstValue("Access-Control-Expose-Headers").orElse("X-Problem"))
                .contains("X-Problem");
    }

    /** A header has printable ASCII only. */
    @Test
    void otherCharactersOfTheReasonAreEncoded() {
        HttpResponse<byte[]> refused = http.send("GET", "/export/offices.csv?fields=%C3%A9t%C3%A9%0AX-Evil:%201");
        assertThat(Http.header(refused, "X-Problem")).startsWith("fields: %C3%A9t%C3%A9 X-Evil: 1 (expected: ");
        assertThat(refused.headers().firstValue("X-Evil")).isEmpty();
    }

    @Test
    void aFileTellsWhatItIs() throws IOException {
        HttpResponse<byte[]> file = http.send("GET", OFFICES);
        GraphQlTester.Response response = graphQl.document(
                        "{ release(at: {version: \"2026.12.1\"}) { root } offices(at: {version: \"2026.12.1\"}) { totalCount } }")
                .execute();
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(text(file)).startsWith("id,agency_id,").endsWith("\n").doesNotContain("\r");
        assertThat(Http.header(file, "Content-Type")).isEqualTo("text/csv;charset=UTF-8");
        assertThat(Http.header(file, "Content-Disposition"))
                .isEqualTo("attachment; filename=\"lode-offices-2026.12.1.csv\"");
        assertThat(Http.header(file, "Dataset-Release")).isEqualTo("2026.12.1");
        response.path("release.root").entity(String.class).isEqualTo(Http.header(file, "Dataset-Root"));
        List<String> links = List.of(Http.header(file, "Link").split(", "));
        assertThat(links)
                .containsExactly(
                        "<../releases/2026.12.1/codebook.json>; rel=\"describedby\"; type=\"application/json\"",
                        "<../releases/2026.12.1/CITATION.cff>; rel=\"describedby\"; type=\"application/yaml\"",
                        "<../releases/2026.12.1/>; rel=\"cite-as\"")
                .allSatisfy(link -> assertThat(http.send(
                                        "GET",
                                        URI.create(OFFICES)
                                                .resolve(link.substring(1, link.indexOf('>')))
                                                .getPath())
                                .statusCode())
                        .isEqualTo(200));
        int offices = response.path("offices.totalCount").entity(Integer.class).get();
        assertThat(text(file).lines().count()).isEqualTo(1 + offices);
        try (Download download = http.download(OFFICES)) {
            assertThat(download.rest()).isEqualTo(file.body());
            assertThat(download.header("Dataset-Rows")).isEqualTo(String.valueOf(offices));
        }
    }

    @Test
    void whatIsPinnedStaysForGoodAndWhatIsNotIsAskedAbout() {
        HttpResponse<byte[]> pinned = http.send("GET", OFFICES);
        HttpResponse<byte[]> latest = http.send("GET", "/export/offices.csv");
        assertThat(Http.header(pinned, "Cache-Control")).contains("immutable");
        assertThat(Http.header(latest, "Cache-Control")).isEqualTo("public, no-cache");
        String tag = Http.header(pinned, "ETag");
        assertThat(Http.header(latest, "ETag")).isEqualTo(tag);
        assertThat(latest.body()).isEqualTo(pinned.body());
        assertThat(http.send("GET", OFFICES, "If-None-Match", tag).statusCode()).isEqualTo(304);
        HttpResponse<byte[]> head = http.send("HEAD", OFFICES);
        assertThat(Http.header(head, "ETag")).isEqualTo(tag);
        assertThat(head.body()).isEmpty();
        for (String other : List.of(
                "/export/offices.jsonl",
                "/export/offices.csv?fields=id",
                "/export/offices.csv?bom=true",
                "/export/offices.csv?at=2026.11.0",
                "/export/offices.csv?filter=" + encoded("{\"city\":{\"eq\":\"Tokyo\"}}"),
                "/export/offices.csv?orderBy=" + encoded("[{\"field\":\"CITY\"}]"))) {
            assertThat(Http.header(http.send("GET", other), "ETag")).as(other).isNotEqualTo(tag);
        }
    }

    /** Readers of Parquet ask for the length first, and then for parts from the end on. */
    @Test
    void headTellsTheLengthThatRangesReferTo() {
        for (String path : List.of("/export/offices.csv", "/export/offices.jsonl", "/export/projects.parquet")) {
            byte[] file = http.send("GET", path).body();
            HttpResponse<byte[]> head = http.send("HEAD", path);
            assertThat(Http.header(head, "Content-Length")).as(path).isEqualTo(String.valueOf(file.length));
            assertThat(Http.header(head, "Accept-Ranges")).as(path).isEqualTo("bytes");
            HttpResponse<byte[]> end = http.send("GET", path, "Range", "bytes=-8");
            assertThat(end.statusCode()).as(path).isEqualTo(206);
            assertThat(end.body()).as(path).isEqualTo(Arrays.copyOfRange(file, file.length - 8, file.length));
            assertThat(Http.header(end, "Content-Range"))
                    .isEqualTo("bytes %d-%d/%d".formatted(file.length - 8, file.length - 1, file.length));
        }
    }

    @Test
    void columnsAndOrderAreThoseAskedFor() {
        String order = encoded("[{\"field\":\"CITY\",\"direction\":\"DESC\",\"nulls\":\"FIRST\"}]");
        List<String> rows = text(http.send("GET", "/export/offices.csv?fields=city,id&orderBy=" + order))
                .lines()
                .toList();
        List<JsonNode> offices = graphQl.document(
                        "{ offices(first: 500, orderBy: [{field: CITY, direction: DESC, nulls: FIRST}]) { nodes { city id } } }")
                .execute()
                .path("offices.nodes")
                .entityList(JsonNode.class)
                .get();
        assertThat(rows.getFirst()).isEqualTo("city,id");
        assertThat(rows.subList(1, rows.size()))
                .containsExactlyElementsOf(offices.stream()
                        .map(office -> cell(office.path("city"))
                                + ','
                                + office.path("id").asString())
                        .toList());
    }

    /** Figures of lists and fields of related records go on from portion to portion, too. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            projects  | {"field":"INVESTMENTS_USD_SUM","direction":"DESC","nulls":"LAST"}
            projects  | {"field":"COUNTRY_NAME","direction":"ASC","nulls":"FIRST"}
            sources   | {"field":"CLAIMS_COUNT","direction":"DESC","nulls":"LAST"}
            citations | {"field":"SOURCE_TITLE","direction":"ASC","nulls":"LAST"}
            """)
    void filesComeInTheOrderOfOtherRows(String kind, String order) {
        List<String> ids = text(http.send(
                        "GET", "/export/%s.csv?fields=id&orderBy=%s".formatted(kind, encoded("[" + order + "]"))))
                .lines()
                .skip(1)
                .toList();
        List<String> first = graphQl.document("{ list: %s(first: 500, orderBy: [%s]) { nodes { id } } }"
                        .formatted(kind, order.replaceAll("\"", "")))
                .execute()
                .path("list.nodes[*].id")
                .entityList(String.class)
                .get();
        assertThat(ids).doesNotHaveDuplicates().startsWith(first.toArray(String[]::new));
    }

    @Test
    void placesInABoxAreAFile() {
        String box = "{\"location\":{\"within\":{\"west\":110,\"south\":-45,\"east\":-60,\"north\":10.5}}}";
        List<String> rows = text(http.send("GET", "/export/projects.csv?filter=" + encoded(box)))
                .lines()
                .toList();
        GraphQlTester.Response list = graphQl.document("{ projects(first: 500, filter: %s) { nodes { id } exportUrl } }"
                        .formatted(box.replace("\"", "")))
                .execute();
        List<String> ids =
                list.path("projects.nodes[*].id").entityList(String.class).get();
        assertThat(rows.getFirst()).contains(",latitude,longitude,location_accuracy,");
        assertThat(rows.stream().skip(1).map(row -> row.substring(0, row.indexOf(','))))
                .isNotEmpty()
                .containsExactlyElementsOf(ids);
        String url = list.path("projects.exportUrl").entity(String.class).get();
        assertThat(text(http.send("GET", url)).lines().toList()).isEqualTo(rows);
    }

    private static String cell(JsonNode text) {
        String shown = text.isNull() ? "" : text.asString();
        return shown.contains(",") ? '"' + shown + '"' : shown;
    }

    @Test
    void aMarkIsForSpreadsheets() {
        assertThat(text(http.send("GET", "/export/offices.csv?bom=true"))).startsWith("\uFEFFid,");
    }

    /** More than one portion, each from the row after the last one. */
    @Test
    void manyRowsComeInPortionsWithoutGaps() {
        List<String> ids = text(http.send("GET", "/export/citations.csv?fields=id"))
                .lines()
                .skip(1)
                .toList();
        assertThat(ids).hasSizeGreaterThan(4000).doesNotHaveDuplicates().isSorted();
        graphQl.document("{ citations { totalCount } }")
                .execute()
                .path("citations.totalCount")
                .entity(Integer.class)
                .isEqualTo(ids.size());
    }

    @Test
    void aListBelowARecordIsAFileToo() {
        GraphQlTester.Response response = graphQl.document(
                        "{ organization(id: \"org:jogmec\") { offices(filter: {city: {isNull: false}}) { totalCount exportUrl(format: JSONL) }"
                                + " citations { totalCount exportUrl(format: JSONL) } } mineral(id: \"mineral:lithium\") { projects { totalCount exportUrl(format: JSONL) } } }")
                .execute();
        for (String list : List.of("organization.offices", "organization.citations", "mineral.projects")) {
            String url = response.path(list + ".exportUrl").entity(String.class).get();
            int total =
                    response.path(list + ".totalCount").entity(Integer.class).get();
            assertThat(total).isPositive();
            assertThat(text(http.send("GET", url)).lines()).hasSize(total);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /export/projets.csv                              | 404 | kind: projets (expected: one of organizations, organization_names, offices
            /export/projects                                 | 404 | format: none (expected: csv, jsonl, parquet)
            /export/projects.xlsx                            | 404 | format: xlsx (expected: csv, jsonl, parquet)
            /export/redirects.csv                            | 404 | kind: redirects (expected: one of
            /export/projects.csv?at=2026.11.9                | 404 | version 2026.11.9 (expected: one of 2026.11.0 to
            /export/projects.csv?fields=id,nam               | 400 | fields: nam (expected: some of id,name,country_id
            /export/projects.csv?fields=id,id                | 400 | fields: id (expected: each field once)
            /export/projects.csv?where=x                     | 400 | parameter: where (expected: one of at, filter, rows, orderBy, fields, bom)
            /export/projects.csv?at=2026.11.2&at=2026.12.1   | 400 | at: 2 values (expected: one)
            /export/projects.jsonl?bom=true                  | 400 | bom: true (expected: false: a byte order mark is for csv)
            /export/projects.csv?bom=yes                     | 400 | bom: yes (expected: true or false)
            /export/projects.csv?filter=%7Bname              | 400 | filter: {name (expected: a JSON object, as GraphQL takes it in a variable; it is not JSON)
            /export/projects.csv?filter=%5B%5D               | 400 | filter: [] (expected: a JSON object
            /export/projects.csv?filter=%7B%22nam%22:%7B%7D%7D | 400 | nam
            /export/projects.csv?filter=%7B%22stage%22:%7B%22eq%22:%22MINING%22%7D%7D | 400 | MINING
            /export/projects.csv?orderBy=%5B%7B%22field%22:%22SIZE%22%7D%5D | 400 | SIZE
            /export/projects.csv?filter=%7B%22location%22:%7B%22within%22:%7B%22west%22:1,%22south%22:-95,%22east%22:2,%22north%22:3%7D%7D%7D | 400 | filter.location.within.south: -95 (expected: -90 to 90)
            /export/projects.csv?rows=%7B%7D                 | 400 | rows: given (expected: none: it is for rows that belong to a record, such as deal_events)
            /export/deal_events.csv?rows=%7B%22nam%22:1%7D   | 400 | nam
            /export/deal_events.csv?orderBy=%5B%7B%22field%22:%22SIZE%22%7D%5D | 400 | SIZE
            /export/project_minerals.csv?orderBy=%5B%5D      | 400 | orderBy: given (expected: none: project_minerals come in an order of their own)
            /export/observations_by_year.csv?orderBy=%5B%5D  | 400 | orderBy: given (expected: none: observations_by_year come in an order of their own)
            /export/observations_by_year.csv?fields=unit     | 400 | fields: unit (expected: none: observations_by_year has a column for each year that there is)
            """)
    void whatIsNotIsNamed(String path, int status, String detail) {
        HttpResponse<byte[]> response = http.send("GET", path);
        assertThat(response.statusCode()).as(text(response)).isEqualTo(status);
        assertThat(Http.header(response, "Content-Type")).isEqualTo("application/problem+json");
        assertThat(Http.json(response).path("detail").asString()).contains(detail);
        assertThat(Http.json(response).path("status").asInt()).isEqualTo(status);
        assertThat(http.send("POST", OFFICES).statusCode()).isEqualTo(405);
    }

    @Test
    void aFilterThatIsTooLargeIsRefused() {
        String many = "{\"id\":{\"in\":[%s]}}".formatted("\"a\",".repeat(5_100) + "\"a\"");
        HttpResponse<byte[]> response = http.send("GET", "/export/projects.csv?filter=" + encoded(many));
        assertThat(response.statusCode()).as(text(response)).isEqualTo(400);
        assertThat(Http.json(response).path("code").asString()).isEqualTo("QUERY_TOO_LARGE");
        String name = "{\"name\":{\"eq\":\"%s\"}}".formatted("a".repeat(100_000));
        HttpResponse<byte[]> larger = http.send("GET", "/export/projects.csv?filter=" + encoded(name));
        assertThat(larger.statusCode()).as(text(larger)).isEqualTo(414);
        assertThat(Http.json(larger).path("detail").asString()).contains("address: 100", "at most 65536 bytes");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }
}

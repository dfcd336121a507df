package org.lode.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import tools.jackson.databind.JsonNode;

/** What GraphQL over HTTP asks of a server beyond the audits of npm's graphql-http, which .ci/run runs whole. */
@LodeTest
class GraphQlOverHttpTests {
    private static final String GRAPHQL = "application/graphql-response+json";
    private static final String VERSION = "query Version { release { version } }";

    private final Http http;

    GraphQlOverHttpTests(Http http) {
        this.http = http;
    }

    @Test
    void aGetIsAnsweredAsAPost() {
        HttpResponse<byte[]> get = http.get(Map.of(
                "query", "query P($id: ID!) { project(id: $id) { name } } query Q { release { version } }",
                "operationName", "P",
                "variables", "{\"id\": \"project:abra\"}",
                "extensions", "{\"any\": 1}"));
        assertThat(get.statusCode()).isEqualTo(200);
        assertThat(Http.json(get).path("data").path("project").path("name").asString())
                .startsWith("Abra");
        Map<String, Object> body = Http.body(
                "query P($id: ID!) { project(id: $id) { name } } query Q { release { version } }",
                Map.of("id", "project:abra"));
        body.put("operationName", "P");
        assertThat(http.post(body).body()).isEqualTo(get.body());
    }

    @Test
    void aHeadTellsWhatAGetWould() {
        HttpResponse<byte[]> get = http.get(Map.of("query", VERSION));
        HttpResponse<byte[]> head = http.send("HEAD", "/graphql?query=query+Version+%7B+release+%7B+version+%7D+%7D");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        for (String header :
                new String[] {"ETag", "Content-Length", "Content-Type", "Cache-Control", "Dataset-Release"}) {
            assertThat(Http.header(head, header)).as(header).isEqualTo(Http.header(get, header));
        }
    }

    @Test
    void otherMethodsAreToldWhichThereAre() {
        HttpResponse<byte[]> options = http.send("OPTIONS", "/graphql");
        assertThat(options.statusCode()).isEqualTo(204);
        assertThat(Http.header(options, "Allow")).isEqualTo("GET, HEAD, POST, OPTIONS");
        for (String method : new String[] {"PUT", "DELETE", "PATCH"}) {
            HttpResponse<byte[]> other = http.send(method, "/graphql");
            assertThat(other.statusCode()).isEqualTo(405);
            assertThat(Http.header(other, "Allow")).contains("POST");
            assertThat(Http.code(other)).isEqualTo("METHOD_NOT_ALLOWED");
        }
    }

    @ParameterizedTest(name = "{0} gives {1}")
    @MethodSource("preferences")
    void theAnswerHasTheTypeThatTheClientPrefers(String accept, String type) {
        HttpResponse<byte[]> response = http.get(Map.of("query", VERSION), "Accept", accept);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Http.header(response, "Content-Type")).isEqualTo(type);
    }

    static Stream<Arguments> preferences() {
        return Stream.of(
                Arguments.of(GRAPHQL + ", application/json;q=0.9", GRAPHQL),
                Arguments.of("application/json;q=0.5, " + GRAPHQL + ";q=0.6", GRAPHQL),
                Arguments.of("application/json, " + GRAPHQL + ";q=0.9", "application/json"),
                Arguments.of("text/html, */*;q=0.1", "application/json"),
                Arguments.of("application/*", "application/json"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("badRequests")
    void whatIsNoRequestIsToldSo(int status, String code, byte[] body, String[] headers) {
        HttpResponse<byte[]> response = http.post(body, headers);
        assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isEqualTo(status);
        assertThat(Http.code(response)).isEqualTo(code);
        assertThat(Http.header(response, "Cache-Control")).isEqualTo("no-store");
        JsonNode error = Http.json(response).path("errors").path(0);
        assertThat(error.path("message").asString()).contains("expected");
        assertThat(Http.json(response).has("data")).isFalse();
    }

    static Stream<Arguments> badRequests() {
        String good = "{\"query\": \"{ release { version } }\"}";
        return Stream.of(
                bad(400, "BAD_REQUEST", "", "Accept", GRAPHQL),
                bad(400, "BAD_REQUEST", "{\"query\": "),
                bad(400, "BAD_REQUEST", "[" + good + "]"),
                bad(400, "BAD_REQUEST", "\"{ release { version } }\""),
                bad(400, "BAD_REQUEST", "{\"query\": 7}"),
                bad(400, "BAD_REQUEST", "{}"),
                bad(400, "BAD_REQUEST", "{\"query\": null}"),
                bad(400, "BAD_REQUEST", "{\"query\": \"{ release { version } }\", \"variables\": [1]}"),
                bad(400, "BAD_REQUEST", "{\"query\": \"{ release { version } }\", \"extensions\": \"x\"}"),
                bad(400, "BAD_REQUEST", "{\"query\": \"{ release { version } }\", \"operationName\": {}}"),
                bad(400, "BAD_REQUEST", "{\"query\": \"a\", \"query\": \"{ release { version } }\"}"),
                bad(400, "BAD_REQUEST", good + " trailing"),
                bad(
                        400,
                        "BAD_REQUEST",
                        "{\"query\": \"{a}\", \"variables\": " + "[".repeat(2000) + "]".repeat(2000) + "}"),
                bad(400, "BAD_REQUEST", "{\"documentId\": \"sha256:short\"}"),
                bad(415, "UNSUPPORTED_MEDIA_TYPE", good, "Content-Type", "text/plain"),
                bad(415, "UNSUPPORTED_MEDIA_TYPE", good, "Content-Type", "application/json; charset=utf-16"),
                bad(415, "UNSUPPORTED_MEDIA_TYPE", good, "Content-Type", "application/json; charset=no-such"),
                bad(415, "UNSUPPORTED_MEDIA_TYPE", good, "Content-Type", "nonsense"),
                bad(406, "NOT_ACCEPTABLE", good, "Accept", "text/html"),
                bad(406, "NOT_ACCEPTABLE", good, "Accept", "application/json;q=0"),
                bad(413, "PAYLOAD_TOO_LARGE", " ".repeat(1_100_000) + good),
                Arguments.of(400, "BAD_REQUEST", invalidUtf8(good), new String[0]));
    }

    private static Arguments bad(int status, String code, String body, String... headers) {
        return Arguments.of(status, code, body.getBytes(UTF_8), headers);
    }

    private static byte[] invalidUtf8(String good) {
        byte[] bytes = good.getBytes(UTF_8);
        bytes[12] = (byte) 0xff;
        return bytes;
    }

    @Test
    void aRequestThatWasReadHas200InTheOlderMediaTypeAndTellsByStatusInTheNewer() {
        Map<String, Object> unknown = Http.body("{ nothing }", Map.of());
        assertThat(http.post(unknown, "Accept", "application/json").statusCode())
                .isEqualTo(200);
        assertThat(http.post(unknown, "Accept", GRAPHQL).statusCode()).isEqualTo(400);
        assertThat(Http.code(http.post(unknown))).isEqualTo("BAD_USER_INPUT");
    }

    @Test
    void unknownKeysOfARequestAreNotMinded() {
        Map<String, Object> body = new LinkedHashMap<>(Http.body(VERSION, Map.of()));
        body.put("something", "else");
        body.put("extensions", null);
        assertThat(http.post(body).statusCode()).isEqualTo(200);
    }

    @Test
    void descriptionsOfOperationsFragmentsAndVariablesAreRead() {
        String described = """
                \"""
                Says "what" it asks,
                on several lines.
                \"""
                query Described(
                  "the project" $id: ID! = "project:abra"
                  \"""how "many" \"""
                  $first: Int = 1
                ) { project(id: $id) { ...part } }
                "what is read of it"
                fragment part on Project { name(wrong: 1) investments(first: $first) { totalCount } }
                """;
        JsonNode refused = Http.json(http.post(Http.body(described, Map.of())));
        JsonNode place = refused.path("errors").path(0).path("locations").path(0);
        assertThat(place.path("line").asInt()).as("%s", refused).isEqualTo(11);
        HttpResponse<byte[]> good = http.post(Http.body(described.replace("(wrong: 1)", ""), Map.of()));
        assertThat(Http.json(good).path("data").path("project").path("name").asString())
                .startsWith("Abra");
        HttpResponse<byte[]> elsewhere = http.post(Http.body("{ \"no\" release { version } }", Map.of()));
        assertThat(Http.code(elsewhere)).isEqualTo("BAD_USER_INPUT");
    }

    @Test
    void largeAnswersAreCompressedForWhoTakesIt() throws IOException {
        Map<String, String> many = Map.of("query", "{ projects(first: 100) { nodes { id name } } }");
        HttpResponse<byte[]> plain = http.get(many);
        HttpResponse<byte[]> compressed = http.get(many, "Accept-Encoding", "br, gzip;q=0.8");
        assertThat(Http.header(compressed, "Content-Encoding")).isEqualTo("gzip");
        try (GZIPInputStream read = new GZIPInputStream(new ByteArrayInputStream(compressed.body()))) {
            assertThat(read.readAllBytes()).isEqualTo(plain.body());
        }
        assertThat(compressed.body().length).isLessThan(plain.body().length);
        assertThat(Http.header(compressed, "ETag")).isNotEqualTo(Http.header(plain, "ETag"));
        assertThat(Http.header(plain, "Vary")).contains("Accept-Encoding").contains("Accept");
        assertThat(Http.header(http.get(many, "Accept-Encoding", "gzip;q=0"), "Content-Encoding"))
                .isEmpty();
    }

    @Test
    void aSubscriptionIsSentToWhereItCanBeAnswered() {
        HttpResponse<byte[]> plain = http.post(Http.body("subscription { releasePublished { version } }", Map.of()));
        assertThat(plain.statusCode()).isEqualTo(400);
        assertThat(Http.json(plain).path("errors").path(0).path("message").asString())
                .contains("text/event-stream");
    }
}

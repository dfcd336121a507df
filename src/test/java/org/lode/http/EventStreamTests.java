package org.lode.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** GraphQL over server-sent events, line by line: the mode of distinct connections. */
@LodeTest
@TestPropertySource(
        properties = {
            "lode.persisted.folder=src/test/resources/persisted",
            "lode.limits.rate.trusted-proxies=127.0.0.0/8,::1",
            "spring.graphql.http.sse.keep-alive=200ms"
        })
class EventStreamTests {
    private static final String EVENTS = "text/event-stream";
    private static final String NEWS = "subscription { releasePublished { version } }";

    private final Http http;

    EventStreamTests(Http http) {
        this.http = http;
    }

    @Test
    void aSubscriptionIsOpenBeforeItsFirstEventAndStaysOpen() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(http.address(Map.of("query", NEWS)))
                    .header("Accept", EVENTS)
                    .timeout(Duration.ofMinutes(1))
                    .build();
            HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(Http.header(response, "Content-Type")).startsWith(EVENTS);
            assertThat(Http.header(response, "Cache-Control")).isEqualTo("no-store");
            assertThat(Http.header(response, "X-Accel-Buffering")).isEqualTo("no");
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8))) {
                for (int comments = 0; comments < 3; comments++) {
                    assertThat(lines.readLine()).isEqualTo(":");
                    assertThat(lines.readLine()).isEmpty();
                }
            }
            client.shutdownNow();
        }
    }

    @Test
    void aQueryIsOneEventAndTheEnd() {
        for (HttpResponse<byte[]> response : List.of(
                http.get(Map.of("query", "{ release { version } }"), "Accept", EVENTS),
                http.get(Map.of("documentId", "newest"), "Accept", EVENTS),
                http.post(Http.body("{ release { version } }", Map.of()), "Accept", EVENTS))) {
            JsonNode result = next(response);
            assertThat(result.at("/data/release/version").asString()).isNotEmpty();
            assertThat(result.has("errors")).isFalse();
            assertThat(Http.header(response, "Dataset-Release")).isNotEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ projects { colour } }                                     | BAD_USER_INPUT",
                "subscription { releasePublished { colour } }                | BAD_USER_INPUT",
                "subscription { releasePublished @skip(if: true) { version } } | BAD_USER_INPUT",
                "subscription {                                              | BAD_USER_INPUT",
                "{ projects(at: {version: \"1999.1.0\"}) { totalCount } }    | RELEASE_NOT_FOUND"
            })
    void anErrorOfTheOperationIsAnEvent(String document, String code) {
        HttpResponse<byte[]> response = http.get(Map.of("query", document), "Accept", EVENTS);
        assertThat(next(response).at("/errors/0/extensions/code").asString()).isEqualTo(code);
    }

    @Test
    void anUnknownHashIsAnEvent() {
        HttpResponse<byte[]> response = http.get(Map.of("documentId", "sha256:" + "0".repeat(64)), "Accept", EVENTS);
        assertThat(next(response).at("/errors/0/extensions/code").asString()).isEqualTo("PERSISTED_QUERY_NOT_FOUND");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "{\"query\": 7}", "{}"})
    void whatIsNoRequestIsRefused(String body) {
        HttpResponse<byte[]> response = http.post(body.getBytes(UTF_8), "Accept", EVENTS);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(Http.code(response)).isEqualTo("BAD_REQUEST");
        assertThat(Http.header(response, "Cache-Control")).isEqualTo("no-store");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/event-stream                          | text/event-stream",
                "Text/Event-Stream, */*                     | text/event-stream",
                "application/json;q=0.5, text/event-stream  | text/event-stream",
                "application/json, text/event-stream        | application/json",
                "text/event-stream;q=0.5, application/json  | application/json"
            })
    void theMediaTypeIsTheOneThatIsPreferred(String accepted, String type) {
        HttpResponse<byte[]> response = http.get(Map.of("query", "{ __typename }"), "Accept", accepted);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Http.header(response, "Content-Type")).startsWith(type);
    }

    /** The one result of a stream, which must end after it. */
    private static JsonNode next(HttpResponse<byte[]> response) {
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Http.header(response, "Content-Type")).startsWith(EVENTS);
        List<String> lines = new String(response.body(), UTF_8)
                .lines()
                .filter(line -> !line.isEmpty() && !line.equals(":"))
                .toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).isEqualTo("event:next");
        assertThat(lines.get(1)).startsWith("data:{");
        assertThat(lines.subList(2, 4)).containsExactly("event:complete", "data:");
        return JsonMapper.shared().readTree(lines.get(1).substring("data:".length()));
    }
}

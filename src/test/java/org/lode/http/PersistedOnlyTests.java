package org.lode.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lode.graphql.OperationSettings;
import org.lode.http.PersistedQueries.Settings;
import org.lode.model.Failure.BadInput;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.lode.support.Web;
import org.springframework.core.env.Environment;
import org.springframework.test.context.TestPropertySource;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

/** With {@code lode.persisted.only}, no other document runs, over any transport. */
@LodeTest
@TestPropertySource(properties = {"lode.persisted.folder=src/test/resources/persisted", "lode.persisted.only=true"})
class PersistedOnlyTests {
    private static final String CODE = "QUERY_NOT_IN_SAFELIST";
    private static final String OTHER = "{ release { version } }";

    private final Http http;
    private final int port;

    PersistedOnlyTests(Http http, Environment environment) {
        this.http = http;
        this.port = environment.getRequiredProperty("local.server.port", Integer.class);
    }

    @Test
    void aDocumentOfTheFolderRunsByItsNameAndByItsText() throws IOException {
        String text = Files.readString(PersistedQueriesTests.FOLDER.resolve("newest.graphql"));
        for (HttpResponse<byte[]> response : List.of(
                http.get(Map.of("documentId", "newest")),
                http.get(Map.of("query", text)),
                http.post(Map.of("query", text)))) {
            assertThat(Http.json(response).at("/data/release/version").asString())
                    .isNotEmpty();
        }
        assertThat(new String(
                        http.get(Map.of("documentId", "newest"), "Accept", "text/event-stream")
                                .body(),
                        UTF_8))
                .contains("\"data\":{");
    }

    @Test
    void theDocumentsOfTheExplorerRun() {
        String overview = new WebFiles().text("views/overview.graphql");
        HttpResponse<byte[]> response = http.post(Map.of("query", overview, "operationName", "Overview"));
        assertThat(new String(response.body(), UTF_8)).contains("\"data\":{").doesNotContain("\"errors\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {OTHER, "{ __schema { queryType { name } } }", "query Newest { release { version } }", "{"})
    void noOtherDocumentRuns(String document) {
        HttpResponse<byte[]> response = http.post(Map.of("query", document));
        assertThat(Http.code(response)).isEqualTo(CODE);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Http.header(response, "Cache-Control")).isEqualTo("no-store");
        response = http.get(Map.of("query", document), "Accept", "application/graphql-response+json");
        assertThat(Http.code(response)).isEqualTo(CODE);
        assertThat(response.statusCode()).isEqualTo(400);
    }

    /** The example in docs/errors.md. */
    @Test
    void theExampleGivesTheCode() throws IOException {
        String page = Files.readString(Path.of("docs", "errors.md"));
        String section = page.substring(page.indexOf("## " + CODE));
        String body = section.substring(section.indexOf("\n{") + 1, section.indexOf("}\n```") + 1);
        assertThat(Http.code(http.post(body.getBytes(UTF_8)))).isEqualTo(CODE);
        assertThat(page).contains("(#query_not_in_safelist) | | 400 | 200 |");
    }

    @Test
    void noOtherDocumentRunsAsAStream() {
        HttpResponse<byte[]> response = http.get(Map.of("query", OTHER), "Accept", "text/event-stream");
        assertThat(new String(response.body(), UTF_8)).contains("event:next").contains(CODE);
    }

    @Test
    void noOtherDocumentRunsOverWebSocket() throws IOException {
        String message = JsonMapper.shared()
                .writeValueAsString(Map.of("type", "subscribe", "id", "1", "payload", Map.of("query", OTHER)));
        List<String> headers = List.of("Sec-WebSocket-Protocol: graphql-transport-ws");
        try (RawWebSocket socket = new RawWebSocket(port, new Random(7), headers, RawWebSocket.INIT, message)) {
            assertThat(socket.hear().type()).isEqualTo("connection_ack");
            assertThat(socket.hear().json().at("/payload/0/extensions/code").asString())
                    .isEqualTo(CODE);
        }
    }

    @Test
    void noOtherDocumentIsCitedOrBecomesKnownByItsHash() {
        assertThat(Web.of(port)
                        .send("POST", "/q", "{\"query\": \"%s\"}".formatted(OTHER), "Content-Type", "application/json")
                        .body())
                .contains(CODE);
        assertThat(Http.code(http.get(Map.of("documentId", "0".repeat(64))))).isEqualTo(CODE);
    }

    @Test
    void onlyNeedsAFolder() {
        OperationSettings.Cache caches = new OperationSettings.Cache(
                DataSize.ofMegabytes(1),
                DataSize.ofMegabytes(1),
                true,
                DataSize.ofMegabytes(1),
                DataSize.ofMegabytes(1),
                DataSize.ofMegabytes(1));
        Settings settings = new Settings("", true);
        assertThatThrownBy(() -> new PersistedQueries(caches, settings, new Views(new WebFiles())))
                .isInstanceOf(BadInput.class)
                .hasMessage("lode.persisted.only: true (expected: lode.persisted.folder beside it)");
    }
}

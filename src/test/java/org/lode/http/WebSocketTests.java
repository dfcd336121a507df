package org.lode.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lode.http.RawWebSocket.Said;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.springframework.core.env.Environment;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.json.JsonMapper;

/** GraphQL over WebSocket, byte by byte: the protocol {@code graphql-transport-ws}. */
@LodeTest
@TestPropertySource(
        properties = {
            "lode.persisted.folder=src/test/resources/persisted",
            "lode.limits.rate.trusted-proxies=127.0.0.0/8,::1",
            "spring.graphql.http.sse.keep-alive=200ms"
        })
class WebSocketTests {
    private static final String OURS = "Sec-WebSocket-Protocol: graphql-transport-ws";
    private static final String TWO = "query A { release { version } } query B { release { sequence } }";

    private final int port;
    private final Http http;

    /** Some masks make a line feed of a letter. */
    private final Random masks = new Random(7);

    WebSocketTests(Environment environment, Http http) {
        this.port = environment.getRequiredProperty("local.server.port", Integer.class);
        this.http = http;
    }

    @Test
    void aMessageInThePacketOfTheHandshakeIsHeard() throws IOException {
        assertHeard(200);
    }

    @Test
    @Tag("thorough")
    void twoThousandMessagesInThePacketOfTheHandshakeAreHeard() throws IOException {
        assertHeard(2_000);
    }

    private void assertHeard(int connections) throws IOException {
        for (int i = 0; i < connections; i++) {
            String client = "X-Forwarded-For: 198.18.%d.%d".formatted(i / 250, i % 250);
            try (RawWebSocket socket = new RawWebSocket(
                    port, masks, List.of(OURS, client), RawWebSocket.INIT, subscribe("1", "{ __typename }"))) {
                assertThat(socket.response().getFirst()).as("connection %d", i).startsWith("HTTP/1.1 101 ");
                assertThat(socket.hear().type()).as("connection %d", i).isEqualTo("connection_ack");
                assertThat(socket.hear().type()).as("connection %d", i).isEqualTo("next");
                assertThat(socket.hear().type()).as("connection %d", i).isEqualTo("complete");
            }
        }
    }

    @RepeatedTest(5)
    void afterAHandshakeThatIsRefusedTheConnectionGoesOn() throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write("""
                    GET /nowhere HTTP/1.1\r
                    Host: localhost\r
                    Connection: Upgrade\r
                    Upgrade: websocket\r
                    \r
                    GET /graphql?query=%7B__typename%7D HTTP/1.1\r
                    Host: localhost\r
                    Connection: close\r
                    \r
                    """.getBytes(UTF_8));
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 404 ")
                    .contains("HTTP/1.1 200 ")
                    .contains("{\"__typename\":\"Query\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "graphql-ws, graphql-transport-ws",
                "graphql-ws,graphql-transport-ws",
                "graphql-transport-ws, graphql-ws",
                "graphql-ws\r\nSec-WebSocket-Protocol: graphql-transport-ws"
            })
    void ofTheProtocolsThatAreOfferedOursIsTaken(String offered) throws IOException {
        try (RawWebSocket socket =
                new RawWebSocket(port, masks, List.of("Sec-WebSocket-Protocol: " + offered), RawWebSocket.INIT)) {
            assertThat(socket.response())
                    .anySatisfy(header -> assertThat(header).isEqualToIgnoringCase(OURS));
            assertThat(socket.hear().type()).isEqualTo("connection_ack");
        }
    }

    @Test
    void anotherProtocolIsNotAcceptable() throws IOException {
        try (RawWebSocket socket = new RawWebSocket(port, masks, List.of("Sec-WebSocket-Protocol: graphql-ws"))) {
            assertThat(socket.hear().closeCode()).isEqualTo(4406);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "7",
                "{}",
                "{\"type\": 7}",
                "{\"type\": \"start\", \"id\": \"1\"}",
                "{\"type\": \"subscribe\", \"payload\": {\"query\": \"{ __typename }\"}}",
                "{\"type\": \"subscribe\", \"id\": \"1\", \"payload\": []}",
                "{\"type\": \"subscribe\", \"id\": \"1\", \"payload\": {\"query\": 7}}"
            })
    void whatIsNoMessageCloses(String message) throws IOException {
        try (RawWebSocket socket = open()) {
            socket.say(message);
            Said last = socket.hear();
            assertThat(last.closeCode()).isEqualTo(4400);
            assertThat(last.text()).startsWith("Invalid message");
        }
    }

    @Test
    void bytesClose() throws IOException {
        try (RawWebSocket socket = open()) {
            socket.sayBytes((byte) 1, (byte) 2);
            assertThat(socket.hear().closeCode()).isEqualTo(4400);
        }
    }

    @Test
    void theOrderOfMessagesIsKept() throws IOException {
        try (RawWebSocket socket = new RawWebSocket(port, masks, List.of(OURS), subscribe("1", "{ __typename }"))) {
            assertThat(socket.hear().closeCode()).isEqualTo(4401);
        }
        try (RawWebSocket socket = open()) {
            socket.say(RawWebSocket.INIT);
            assertThat(socket.hear().closeCode()).isEqualTo(4429);
        }
        try (RawWebSocket socket = open()) {
            String news = subscribe("1", "subscription { releasePublished { version } }");
            socket.say(news);
            socket.say(news);
            assertThat(socket.hear().closeCode()).isEqualTo(4409);
        }
    }

    @Test
    void anIdMayBeUsedAgain() throws IOException {
        try (RawWebSocket socket = open()) {
            socket.say(subscribe("1", "subscription { releasePublished { version } }"));
            socket.say("{\"type\": \"complete\", \"id\": \"1\"}");
            socket.say("{\"type\": \"ping\"}");
            assertThat(socket.hear().type()).isEqualTo("pong");
            for (int i = 0; i < 2; i++) {
                socket.say(subscribe("1", "{ release { version } }"));
                assertThat(socket.hear()
                                .json()
                                .at("/payload/data/release/version")
                                .asString())
                        .isNotEmpty();
                assertThat(socket.hear().type()).isEqualTo("complete");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ projects { colour } }                                                           | BAD_USER_INPUT",
                "{ projects                                                                        | BAD_USER_INPUT",
                "subscription { releasePublished @skip(if: true) { version } }                     | BAD_USER_INPUT",
                "subscription { releasePublished @include(if: true) { version } }                  | BAD_USER_INPUT",
                "subscription { ...A @skip(if: false) } fragment A on Subscription { releasePublished { version } } | BAD_USER_INPUT",
                "subscription { ... on Query { release { version } } }                             | BAD_USER_INPUT",
                "subscription { ...A } fragment A on Subscription { ...A }                         | BAD_USER_INPUT",
                "subscription { ...A }                                                             | BAD_USER_INPUT",
                "query A { release { version } } query B { release { sequence } }                  | BAD_USER_INPUT"
            })
    void whatCannotRunIsAnError(String document, String code) throws IOException {
        try (RawWebSocket socket = open()) {
            socket.say(subscribe("1", document));
            Said error = socket.hear();
            assertThat(error.type()).isEqualTo("error");
            assertThat(error.json().at("/payload/0/extensions/code").asString()).isEqualTo(code);
            socket.say(subscribe("1", "{ __typename }"));
            assertThat(socket.hear().type()).isEqualTo("next");
        }
        assertThat(Http.code(http.post(Map.of("query", document)))).isEqualTo(code);
    }

    @Test
    void anEmptyNameOfTwoOperationsIsNone() throws IOException {
        Map<String, Object> body = Map.of("query", TWO, "operationName", "");
        assertThat(Http.code(http.post(body))).isEqualTo("BAD_USER_INPUT");
        assertThat(Http.code(http.get(Map.of("query", TWO, "operationName", ""))))
                .isEqualTo("BAD_USER_INPUT");
        try (RawWebSocket socket = open()) {
            socket.say(subscribe("1", body));
            assertThat(socket.hear().type()).isEqualTo("error");
        }
    }

    @Test
    void aDocumentIsAskedForByItsName() throws IOException {
        try (RawWebSocket socket = open()) {
            socket.say(subscribe("1", Map.of("documentId", "newest")));
            assertThat(socket.hear().json().at("/payload/data/release/version").asString())
                    .isNotEmpty();
        }
    }

    private RawWebSocket open() throws IOException {
        RawWebSocket socket = new RawWebSocket(port, masks, List.of(OURS), RawWebSocket.INIT);
        assertThat(socket.hear().type()).isEqualTo("connection_ack");
        return socket;
    }

    private static String subscribe(String id, String document) {
        return subscribe(id, Map.of("query", document));
    }

    private static String subscribe(String id, Map<String, Object> payload) {
        Map<String, Object> message = new HashMap<>();
        message.put("type", "subscribe");
        message.put("id", id);
        message.put("payload", payload);
        return JsonMapper.shared().writeValueAsString(message);
    }
}

package org.lode.support;

import graphql.language.Document;
import graphql.parser.Parser;
import graphql.parser.ParserEnvironment;
import graphql.parser.ParserOptions;
import java.time.Duration;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.graphql.test.tester.WebSocketGraphQlTester;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Makes testers of spring-graphql-test for a running Lode, and reads their responses as trees. */
public final class GraphQl {
    /** Generous: a busy machine must not fail a test. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final JsonMapper JSON = JsonMapper.shared();

    private GraphQl() {}

    /** Returns a tester that sends operations as POST to {@code /graphql} on this port of this machine. */
    public static HttpGraphQlTester http(int port) {
        WebTestClient.Builder client = WebTestClient.bindToServer()
                .baseUrl("http://localhost:%d/graphql".formatted(port))
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(-1))
                .responseTimeout(PATIENCE);
        return HttpGraphQlTester.builder(client).responseTimeout(PATIENCE).build();
    }

    /** Returns a tester that runs operations and subscriptions over one WebSocket to this port of this machine. */
    public static WebSocketGraphQlTester webSocket(int port) {
        String address = "ws://localhost:%d/graphql".formatted(port);
        return WebSocketGraphQlTester.builder(address, new ReactorNettyWebSocketClient())
                .responseTimeout(PATIENCE)
                .build();
    }

    /** Returns a schema as a document; it may be longer than an operation. */
    public static Document sdl(String text) {
        return new Parser()
                .parseDocument(ParserEnvironment.newParserEnvironment()
                        .document(text)
                        .parserOptions(ParserOptions.getDefaultSdlParserOptions())
                        .build());
    }

    /** Returns the data of a response, which must have no errors, as a tree. */
    public static JsonNode data(GraphQlTester.Response response) {
        return response.path("").entity(JsonNode.class).get();
    }

    /** Returns the whole response, with its errors and extensions, as a tree. */
    public static JsonNode tree(GraphQlTester.Response response) {
        return JSON.valueToTree(response.returnResponse().toMap());
    }
}

package org.lode.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import graphql.introspection.IntrospectionQuery;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A request that is made to hurt the server is refused with a code, the limit and the value, and quickly. */
@LodeTest
class AttackTests {
    /** Ten times what the slowest takes. */
    private static final int QUICK_MILLIS = 2_000;

    private static final int TRIES = 5;
    private static final int SLOW = 200;

    private final Http http;
    private final int port;

    AttackTests(Http http, Environment environment) {
        this.http = http;
        this.port = environment.getRequiredProperty("local.server.port", Integer.class);
    }

    static Stream<Attack> attacks() {
        return Stream.of(
                attack(
                        "2,000 aliases",
                        "QUERY_TOO_LARGE",
                        "breadth",
                        query(each(2_000, i -> "a%d: __typename".formatted(i)))),
                attack(
                        "510 aliases of lists",
                        "QUERY_TOO_LARGE",
                        "breadth",
                        query(each(510, i -> "a%d: projects(first: 500) { nodes { id } }".formatted(i)))),
                attack(
                        "aliases in many places",
                        "QUERY_TOO_LARGE",
                        "aliases",
                        query(each(20, i -> "release { %s }".formatted(each(30, j -> "a%d: version".formatted(j)))))),
                attack("6,000 duplicate fields", "QUERY_TOO_LARGE", "breadth", query(each(6_000, i -> "__typename"))),
                attack("190 duplicate fields", "QUERY_TOO_LARGE", "duplicates", query(each(190, i -> "__typename"))),
                attack("500 levels", "QUERY_TOO_DEEP", "nesting", nested(500)),
                attack("30 levels", "QUERY_TOO_DEEP", "depth", nested(30)),
                attack("levels by fragments", "QUERY_TOO_DEEP", "depth", fragmentLevels(30)),
                attack("a fragment bomb", "QUERY_TOO_LARGE", "fields", bomb(14)),
                attack("a fragment bomb of names", "QUERY_TOO_DEEP", "depth", bomb(45)),
                attack(
                        "a fragment cycle",
                        "BAD_USER_INPUT",
                        "",
                        "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }"),
                attack(
                        "a fragment within itself",
                        "BAD_USER_INPUT",
                        "",
                        "{ ...a } fragment a on Query { __typename ...a ...a }"),
                attack(
                        "a query of 1 MB",
                        "PAYLOAD_TOO_LARGE",
                        "",
                        "{ __typename " + "# and so on\n".repeat(90_000) + "}"),
                attack(
                        "200,000 characters",
                        "QUERY_TOO_LARGE",
                        "characters",
                        "{ __typename " + " ".repeat(200_000) + "}"),
                attack("20,000 tokens", "QUERY_TOO_LARGE", "tokens", "{ __typename(" + "a: 1 ".repeat(6_667) + ") }"),
                attack(
                        "deep lists",
                        "QUERY_TOO_DEEP",
                        "nesting",
                        "{ nodes(ids: " + "[".repeat(5_000) + "]".repeat(5_000) + ") { id } }"),
                attack(
                        "a deep filter",
                        "QUERY_TOO_DEEP",
                        "nesting",
                        "{ projects(filter: " + "{and: [".repeat(100) + "]}".repeat(100) + ") { totalCount } }"),
                attack(
                        "many directives",
                        "BAD_USER_INPUT",
                        "",
                        "{ __typename " + "@skip(if: false) ".repeat(1_000) + "}"),
                attack("an introspection bomb", "QUERY_TOO_COSTLY", "cost", introspection(8)),
                attack("a long name", "BAD_USER_INPUT", "", "{ " + "a".repeat(90_000) + " }"),
                attack(
                        "a long string",
                        "RELEASE_NOT_FOUND",
                        "",
                        "{ project(id: 7, at: {version: \"" + "x".repeat(90_000) + "\"}) { id } }"),
                attack(
                        "lists within lists",
                        "QUERY_TOO_COSTLY",
                        "cost",
                        "{ projects(first: 500) { nodes { country { projects(first: 500) { nodes { country { projects(first: 500) { nodes { id } } } } } } } } }"),
                attack("inverse lists that never end", "QUERY_TOO_COSTLY", "cost", inverse(3)),
                attack(
                        "a filter through lists within lists",
                        "QUERY_TOO_COSTLY",
                        "cost",
                        "{ projects(filter: " + "{minerals: {some: {projects: {every: ".repeat(5) + "{}"
                                + "}}}}".repeat(5) + ") { totalCount } }"),
                attack(
                        "or of 10,000",
                        "QUERY_TOO_LARGE",
                        "objects",
                        "query Q($f: ProjectFilter) { projects(filter: $f) { totalCount } }",
                        "{\"f\": {\"or\": [" + each(10_000, i -> "{\"name\": {\"eq\": \"%d\"}}".formatted(i), ",")
                                + "]}}"),
                attack(
                        "a deep filter in a variable",
                        "QUERY_TOO_DEEP",
                        "nesting",
                        "query Q($f: ProjectFilter) { projects(filter: $f) { totalCount } }",
                        "{\"f\": " + "{\"not\": ".repeat(49) + "{}" + "}".repeat(49) + "}"),
                attack(
                        "in of 20,000",
                        "QUERY_TOO_LARGE",
                        "values",
                        "query Q($f: ProjectFilter) { projects(filter: $f) { totalCount } }",
                        "{\"f\": {\"name\": {\"in\": [" + each(20_000, i -> "\"%d\"".formatted(i), ",") + "]}}}"),
                attack(
                        "10 MB of variables",
                        "PAYLOAD_TOO_LARGE",
                        "",
                        "query Q($f: String) { __typename }",
                        "{\"f\": \"" + "x".repeat(10_000_000) + "\"}"));
    }

    /** @param limit the name in the error; empty if the document is refused for another reason */
    record Attack(String name, String code, String limit, String body) {
        /** Returns the body with another document each time, so that none is known yet. */
        byte[] other(int round) {
            return body.replaceFirst("\\{\"query\": \"", "{\"query\": \"#" + round + "\\\\n")
                    .getBytes(UTF_8);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attacks")
    void attacksAreRefusedWithACode(Attack attack) {
        HttpResponse<byte[]> response = http.post(attack.body().getBytes(UTF_8));
        assertThat(Http.code(response)).as(new String(response.body(), UTF_8)).isEqualTo(attack.code());
        JsonNode extensions = Http.json(response).path("errors").path(0).path("extensions");
        if (!attack.limit().isEmpty()) {
            assertThat(extensions.path("limit").asString()).isEqualTo(attack.limit());
            assertThat(extensions.path("value").asLong())
                    .isGreaterThan(extensions.path("allowed").asLong());
        }
        assertThat(response.body().length).as("bytes of the answer").isLessThan(200_000);
    }

    @Tag("thorough")
    @Test
    void attacksAreRefusedQuickly() {
        // The first request compiles, loads and connects.
        attacks().forEach(attack -> http.post(attack.body().getBytes(UTF_8)));
        attacks().forEach(attack -> {
            long millis = best(round -> http.post(attack.other(round)));
            assertThat(millis).as("milliseconds until %s was refused", attack).isLessThan(QUICK_MILLIS);
        });
    }

    /** The best of several: what else the machine does is not counted. */
    private static long best(IntConsumer request) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            long before = System.nanoTime();
            request.accept(i);
            best = Math.min(best, (System.nanoTime() - before) / 1_000_000);
        }
        return best;
    }

    @Test
    void oddTextIsSearchedForAsItIs() {
        for (String text : List.of(
                "(a+)+$", "%_\\", ".*", "'; drop table projects; --", "\u202e", "\uD83D\uDE00", "a".repeat(2_000))) {
            HttpResponse<byte[]> response = http.post(Http.body(
                    "query Q($t: String!) { projects(filter: {name: {contains: $t}}) { totalCount } }",
                    Map.of("t", text)));
            assertThat(Http.json(response)
                            .path("data")
                            .path("projects")
                            .path("totalCount")
                            .asInt(-1))
                    .as(text)
                    .isZero();
        }
        for (String bad : List.of("\\ud800", "x\\udc00y", "\\u0000")) {
            byte[] body =
                    "{\"query\": \"query Q($t: String!) { projects(filter: {name: {contains: $t}}) { totalCount } }\", \"variables\": {\"t\": \"%s\"}}"
                            .formatted(bad)
                            .getBytes(UTF_8);
            assertThat(Http.code(http.post(body))).as(bad).isEqualTo("BAD_USER_INPUT");
        }
        byte[] inDocument = "{\"query\": \"{ project(id: \\\"\\ud800\\\") { id } }\"}".getBytes(UTF_8);
        assertThat(Http.code(http.post(inDocument))).isEqualTo("BAD_USER_INPUT");
    }

    @Test
    void introspectionAsToolsAskItIsAnswered() {
        HttpResponse<byte[]> response = http.post(Http.body(IntrospectionQuery.INTROSPECTION_QUERY, Map.of()));
        assertThat(Http.json(response).has("errors"))
                .as(new String(response.body(), UTF_8).substring(0, 300))
                .isFalse();
    }

    @Test
    void manySlowBodiesDelayNoOtherRequest() throws IOException {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < SLOW; i++) {
                Socket socket = new Socket("localhost", port);
                slow.add(socket);
                OutputStream out = socket.getOutputStream();
                out.write(
                        "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
                                .getBytes(UTF_8));
                out.flush();
            }
            long millis = best(round -> assertThat(http.post(Http.body("{ release { version } }", Map.of()))
                            .statusCode())
                    .isEqualTo(200));
            assertThat(millis).isLessThan(QUICK_MILLIS);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private static Attack attack(String name, String code, String limit, String query) {
        return attack(name, code, limit, query, "{}");
    }

    private static Attack attack(String name, String code, String limit, String query, String variables) {
        String quoted = JsonMapper.shared().writeValueAsString(query);
        String body = "{\"query\": %s, \"variables\": %s}".formatted(quoted, variables);
        return new Attack(name, code, limit, body);
    }

    private static String query(String fields) {
        return "{ " + fields + " }";
    }

    private static String each(int times, IntFunction<String> text) {
        return each(times, text, " ");
    }

    private static String each(int times, IntFunction<String> text, String between) {
        return IntStream.range(0, times).mapToObj(text).collect(Collectors.joining(between));
    }

    private static String nested(int levels) {
        return "{ project(id: \"project:abra\") { " + "country { projects { nodes { ".repeat(levels / 3) + "id"
                + " } } }".repeat(levels / 3) + " } }";
    }

    private static String inverse(int levels) {
        return "{ minerals(first: 500) { nodes { " + "projects { nodes { minerals { ".repeat(levels) + "id"
                + " } } }".repeat(levels) + " } } }";
    }

    /** Each level stands in a fragment of its own. */
    private static String fragmentLevels(int levels) {
        return "{ project(id: \"x\") { ...f0 } } "
                + each(
                        levels,
                        i -> "fragment f%d on Project { country { projects { nodes { ...f%d } } } }"
                                .formatted(i, i + 1))
                + " fragment f%d on Project { id }".formatted(levels);
    }

    /** Each fragment spreads the next twice, under other names. */
    private static String bomb(int levels) {
        return "{ project(id: \"x\") { agency { ...d0 } } } "
                + each(
                        levels,
                        i -> "fragment d%d on Organization { a%d: parent { ...d%d } b%d: parent { ...d%d } }"
                                .formatted(i, i, i + 1, i, i + 1))
                + " fragment d%d on Organization { name }".formatted(levels);
    }

    private static String introspection(int levels) {
        return "{ __schema { types { " + "fields { type { ".repeat(levels) + "name" + " } }".repeat(levels) + " } } }";
    }
}

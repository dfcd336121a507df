package org.lode.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lode.support.LodeTest;
import org.lode.support.RawHttp;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Addresses are read as clients write them, and what is not HTTP gets a problem that says so. */
@LodeTest
class RequestLineTests {
    private final int port;

    RequestLineTests(Environment environment) {
        this.port = environment.getRequiredProperty("local.server.port", Integer.class);
    }

    @Test
    void charactersThatAreNotEncodedStandForThemselves() throws IOException {
        try (RawHttp client = new RawHttp(port)) {
            for (List<String> same : List.of(
                    List.of("/graphql?query={__typename}", "/graphql?query=%7B__typename%7D"),
                    List.of(
                            "/graphql?query={a:projects(filter:{name:{eq:\"a=b\"}}){totalCount}}",
                            "/graphql?query=%7Ba%3Aprojects%28filter%3A%7Bname%3A%7Beq%3A%22a%3Db%22%7D%7D%29%7BtotalCount%7D%7D"),
                    List.of(
                            "/graphql?query={projects(filter:{name:{in:[\"^|`<>\\\\\"]}}){totalCount}}",
                            "/graphql?query=%7Bprojects(filter%3A%7Bname%3A%7Bin%3A%5B%22%5E%7C%60%3C%3E%5C%5C%22%5D%7D%7D)%7BtotalCount%7D%7D"),
                    List.of("/export/offices.csv?orderBy=[]", "/export/offices.csv?orderBy=%5B%5D"),
                    List.of(
                            "/export/offices.csv?filter={\"city\":{\"eq\":\"Tokyo\"}}",
                            "/export/offices.csv?filter=%7B%22city%22%3A%7B%22eq%22%3A%22Tokyo%22%7D%7D"),
                    // A percent sign that begins no code, and the bytes of UTF-8.
                    List.of(
                            "/export/offices.csv?filter={\"city\":{\"eq\":\"100%\"}}",
                            "/export/offices.csv?filter=%7B%22city%22%3A%7B%22eq%22%3A%22100%25%22%7D%7D"),
                    List.of(
                            "/export/offices.csv?filter={\"city\":{\"eq\":\"\u00c3\u00a9\"}}",
                            "/export/offices.csv?filter=%7B%22city%22%3A%7B%22eq%22%3A%22%C3%A9%22%7D%7D"),
                    List.of("http://localhost/graphql?query={__typename}", "/graphql?query={__typename}"))) {
                RawHttp.Response raw = client.send("GET %s HTTP/1.1".formatted(same.getFirst()), "Host: localhost");
                RawHttp.Response encoded = client.send("GET %s HTTP/1.1".formatted(same.getLast()), "Host: localhost");
                assertThat(raw.status())
                        .as("%s: %s", same.getFirst(), raw.text())
                        .isEqualTo(200);
                assertThat(raw.text()).as(same.getFirst()).isEqualTo(encoded.text());
                assertThat(raw.header("ETag")).as(same.getFirst()).isNotEmpty().isEqualTo(encoded.header("ETag"));
            }
        }
    }

    @Test
    void aDocumentMayHaveAnEqualsSign() throws IOException {
        try (RawHttp client = new RawHttp(port)) {
            RawHttp.Response response = client.send("GET /graphql?query=a=b HTTP/1.1", "Host: localhost");
            assertThat(response.status()).isEqualTo(200);
            assertThat(json(response).at("/errors/0/extensions/code").asString())
                    .isEqualTo("BAD_USER_INPUT");
        }
    }

    @Test
    void whatIsNotHttpGetsAProblem() throws IOException {
        for (List<String> broken : List.of(
                List.of("GET / HTTP/1.1", "Host: a b"),
                List.of("GET / HTTP/1.1", "Host: [::1"),
                List.of("GET / HTTP/1.1", "Host: x:y"),
                List.of("GET / HTTP/1.1", "Host: x:99999"),
                List.of("GET / HTTP/1.1", "Host: a", "Host: b"),
                List.of("GET nope HTTP/1.1", "Host: localhost"),
                List.of("GET ftp://x/y HTTP/1.1", "Host: localhost"),
                List.of("OPTIONS * HTTP/1.1", "Host: localhost"),
                List.of("GET / X", "Host: localhost"),
                List.of("GET /", "Host: localhost"),
                List.of("GET / HTTP/1.1", "Host: localhost", "no colon"),
                List.of("GET / HTTP/1.1", "Host: localhost", "sp ace: x"),
                List.of("GET / HTTP/1.1", "Host: localhost", "Content-Length: abc"),
                List.of("GET / HTTP/1.1", "Host: localhost", "Content-Length: -1"))) {
            assertRefused(400, broken.toArray(String[]::new));
        }
        assertRefused(431, "GET / HTTP/1.1", "Host: localhost", "X-Long: " + "x".repeat(70_000));
        assertRefused(414, "GET /" + "x".repeat(300_000) + " HTTP/1.1", "Host: localhost");
    }

    @Test
    void aBodyInBrokenChunksIsRefused() throws IOException {
        for (String body : List.of("zz\r\nabc\r\n0\r\n\r\n", "3\r\nabcdef\r\n0\r\n\r\n", "fffffffffffffff\r\nabc")) {
            for (String path : List.of("/graphql", "/q")) {
                try (RawHttp client = new RawHttp(port)) {
                    RawHttp.Response response = client.send(
                            body.getBytes(US_ASCII),
                            "POST " + path + " HTTP/1.1",
                            "Host: localhost",
                            "Content-Type: application/json",
                            "Transfer-Encoding: chunked");
                    assertThat(response.status()).as(body).isEqualTo(400);
                    assertThat(response.text()).as(body).contains("body: bytes that are no text (expected: UTF-8)");
                }
            }
        }
    }

    @Test
    void theLastRequestOfAConnectionIsAnswered() throws IOException {
        for (int i = 0; i < 100; i++) {
            try (RawHttp client = new RawHttp(port)) {
                client.send("GET /nope HTTP/1.1", "Host: localhost");
                RawHttp.Response last = i % 2 == 0
                        ? client.send("GET /nope HTTP/1.1", "Host: localhost", "Connection: close")
                        : client.send("GET /nope HTTP/1.0", "Host: localhost");
                assertThat(last.status()).isEqualTo(404);
            }
        }
    }

    @Test
    void aConnectionIsUsedForManyRequests() throws IOException {
        try (RawHttp client = new RawHttp(port)) {
            for (int i = 0; i < 300; i++) {
                assertThat(client.send("GET /nope HTTP/1.1", "Host: localhost").status())
                        .isEqualTo(404);
            }
        }
    }

    /** On a connection of its own, and on one that has been used. */
    private void assertRefused(int status, String... lines) throws IOException {
        for (boolean used : new boolean[] {false, true}) {
            try (RawHttp client = new RawHttp(port)) {
                if (used) {
                    client.send("GET /nope HTTP/1.1", "Host: localhost");
                }
                RawHttp.Response response = client.send(lines);
                String which =
                        "%s, %s: %s".formatted(lines[0].length() > 50 ? "long" : List.of(lines), used, response.text());
                assertThat(response.status()).as(which).isEqualTo(status);
                assertThat(response.header("Content-Type")).as(which).isEqualTo("application/problem+json");
                assertThat(response.header("Connection")).as(which).isEqualTo("close");
                assertThat(response.header("X-Content-Type-Options")).as(which).isEqualTo("nosniff");
                assertThat(json(response).path("status").asInt()).as(which).isEqualTo(status);
                assertThat(json(response).path("detail").asString()).as(which).contains("(expected: ");
            }
        }
    }

    private static JsonNode json(RawHttp.Response response) {
        return JsonMapper.shared().readTree(response.body());
    }
}

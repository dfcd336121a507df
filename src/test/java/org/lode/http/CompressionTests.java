package org.lode.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.lode.support.Http;
import org.lode.support.LodeTest;

/** Lode compresses with gzip alone, only for clients that accept it, and compressed responses have tags of their own. */
@LodeTest
@TestInstance(Lifecycle.PER_CLASS)
class CompressionTests {
    private static final String RELEASE = "/releases/2026.11.3/";
    private static final List<String> GZIP = List.of(
            "gzip",
            "GZIP",
            "x-gzip",
            "*",
            "br, gzip;q=0.8",
            "gzip;q=1.0, *;q=0",
            "gzip, deflate, br, zstd",
            "identity;q=0.5, gzip",
            "deflate,gzip;q=0.001");
    private static final List<String> NOTHING = List.of(
            "",
            "identity",
            "deflate",
            "br",
            "zstd",
            "snappy",
            "deflate, br, snappy, zstd",
            "gzip;q=0",
            "gzip;q=0.000",
            "*;q=0",
            "gzip;q=0, *",
            "gzip;q=abc",
            "gzip;q=2",
            "gzip;q=",
            "gzip;x=1",
            ",",
            ";",
            "gzipped",
            "g zip",
            "identity, gzip;q=0.5");

    private final Http http;
    private List<String> compressed = List.of();

    CompressionTests(Http http) {
        this.http = http;
    }

    @BeforeAll
    void citeAQuery() {
        String id = Http.json(http.post("/q", "{\"query\": \"{ projects(first: 200) { nodes { id name } } }\"}"))
                .path("id")
                .asString();
        compressed = List.of(
                "/graphql?query=%7Bprojects(first:200)%7Bnodes%7Bid,name%7D%7D%7D",
                "/export",
                RELEASE,
                RELEASE + "manifest.json",
                RELEASE + "full/Project.jsonl",
                RELEASE + "data/projects.csv",
                RELEASE + "places.geojson",
                RELEASE + "lode-2026.11.3.zip",
                "/q/" + id + "/data",
                "/schema.graphql",
                "/");
    }

    @Test
    void gzipIsForClientsThatAcceptItAndHasATagOfItsOwn() throws IOException {
        for (String address : compressed) {
            HttpResponse<byte[]> plain = http.send("GET", address);
            String tag = Http.header(plain, "ETag");
            assertThat(Http.header(plain, "Vary")).as(address).contains("Accept-Encoding");
            for (String accepted : GZIP) {
                HttpResponse<byte[]> gzip = http.send("GET", address, "Accept-Encoding", accepted);
                String which = accepted + " of " + address;
                assertThat(Http.header(gzip, "Content-Encoding")).as(which).isEqualTo("gzip");
                assertThat(Http.header(gzip, "ETag")).as(which).isEqualTo(tag.replaceFirst("\"$", "-gzip\""));
                assertThat(Http.header(gzip, "Vary")).as(which).contains("Accept-Encoding");
                assertThat(unpacked(gzip.body())).as(which).isEqualTo(plain.body());
            }
            for (String accepted : NOTHING) {
                HttpResponse<byte[]> again = http.send("GET", address, "Accept-Encoding", accepted);
                String which = accepted + " of " + address;
                assertThat(again.headers().firstValue("Content-Encoding"))
                        .as(which)
                        .isEmpty();
                assertThat(Http.header(again, "ETag")).as(which).isEqualTo(tag);
                assertThat(again.body()).as(which).isEqualTo(plain.body());
            }
        }
    }

    @Test
    void headHasTheHeadersOfTheCompressedResponse() {
        for (String address : compressed) {
            HttpResponse<byte[]> gzip = http.send("GET", address, "Accept-Encoding", "gzip");
            HttpResponse<byte[]> head = http.send("HEAD", address, "Accept-Encoding", "gzip");
            for (String name : List.of("Content-Encoding", "ETag", "Vary", "Content-Type", "Cache-Control")) {
                assertThat(Http.header(head, name))
                        .as("%s of %s", name, address)
                        .isEqualTo(Http.header(gzip, name));
            }
            assertThat(Http.header(head, "Content-Length")).as(address).isIn("", String.valueOf(gzip.body().length));
        }
    }

    @Test
    void theTagOfACompressedResponseCountsForClientsThatAcceptThat() {
        for (String address : compressed) {
            String tag = Http.header(http.send("GET", address, "Accept-Encoding", "gzip"), "ETag");
            for (String held : List.of(tag, "W/" + tag, "\"other\", " + tag)) {
                HttpResponse<byte[]> again =
                        http.send("GET", address, "Accept-Encoding", "gzip", "If-None-Match", held);
                assertThat(again.statusCode()).as("%s of %s", held, address).isEqualTo(304);
                assertThat(Http.header(again, "ETag"))
                        .as("%s of %s", held, address)
                        .isEqualTo(tag);
                assertThat(Http.header(again, "Vary"))
                        .as("%s of %s", held, address)
                        .contains("Accept-Encoding");
                assertThat(http.send("GET", address, "If-None-Match", held).statusCode())
                        .as("%s of %s", held, address)
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void whatIsCompressedInItselfOrHasADigestIsLeftAsItIs() {
        for (String address : List.of(
                "/export/projects.csv",
                "/export/projects.jsonl",
                "/export/projects.parquet",
                RELEASE + "data/projects.parquet",
                "/graphql?query=%7B__typename%7D")) {
            for (String method : List.of("GET", "HEAD")) {
                HttpResponse<byte[]> plain = http.send(method, address);
                HttpResponse<byte[]> same = http.send(method, address, "Accept-Encoding", "gzip");
                assertThat(same.headers().firstValue("Content-Encoding"))
                        .as(address)
                        .isEmpty();
                assertThat(same.body()).as(address).isEqualTo(plain.body());
                assertThat(Http.header(same, "ETag")).as(address).isEqualTo(Http.header(plain, "ETag"));
            }
        }
    }

    @Test
    void partsAreNeverCompressed() {
        String address = RELEASE + "full/Project.jsonl";
        HttpResponse<byte[]> whole = http.send("GET", address);
        HttpResponse<byte[]> part = http.send("GET", address, "Range", "bytes=0-4999", "Accept-Encoding", "gzip");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(Http.header(part, "ETag")).isEqualTo(Http.header(whole, "ETag"));
        assertThat(part.body()).isEqualTo(Arrays.copyOf(whole.body(), 5_000));
    }

    @Test
    void aCompressedBodyOfARequestIsRefused() throws IOException {
        byte[] body = "{\"query\": \"{ __typename }\"}".getBytes(UTF_8);
        for (String coding : List.of("gzip", "x-gzip", "deflate", "br", "zstd", "gzip, gzip", "abc")) {
            HttpResponse<byte[]> refused = http.post(packed(body), "Content-Encoding", coding);
            assertThat(refused.statusCode()).as(coding).isEqualTo(415);
            assertThat(Http.code(refused)).isEqualTo("UNSUPPORTED_MEDIA_TYPE");
            assertThat(Http.json(refused).at("/errors/0/message").asString())
                    .isEqualTo("Content-Encoding: %s (expected: none: bodies are read as they are, without compression)"
                            .formatted(coding));
            assertThat(Http.header(refused, "Accept-Encoding")).isEqualTo("identity");
        }
        for (String none : List.of("", "identity", "Identity")) {
            HttpResponse<byte[]> read = http.post(body, "Content-Encoding", none);
            assertThat(Http.json(read)).as(none).isEqualTo(Http.json(http.post(Map.of("query", "{ __typename }"))));
        }
    }

    private static byte[] unpacked(byte[] gzip) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
            return in.readAllBytes();
        }
    }

    private static byte[] packed(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }
}

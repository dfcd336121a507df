package org.lode.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.lode.support.Statements;
import org.springframework.test.context.TestPropertySource;

/** Lode runs an operation once for each release, and sends a response only to clients that do not have it. */
@LodeTest
@TestPropertySource(properties = "lode.cache.responses=true")
class CachingTests {
    private static final String PINNED = """
            query Pinned($at: ReleaseRef!) { projects(at: $at, first: 3) { totalCount nodes { id name } } }""";
    private static final String IMMUTABLE = "public, max-age=31536000, immutable";
    private static final String REVALIDATED = "public, max-age=0, must-revalidate";

    private final Http http;
    private final Statements statements;

    CachingTests(Http http, Statements statements) {
        this.http = http;
        this.statements = statements;
    }

    @Test
    void theSecondAnswerHasTheSameBytesAndTakesNoStatement() {
        Map<String, Object> body = Http.body("{ minerals(first: 7) { nodes { id name } } }", Map.of());
        Statements.Run<HttpResponse<byte[]>> executed = statements.during(() -> http.post(body));
        Statements.Run<HttpResponse<byte[]>> cached = statements.during(() -> http.post(body));
        HttpResponse<byte[]> first = executed.result();
        HttpResponse<byte[]> second = cached.result();
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(Http.header(second, "ETag"))
                .isEqualTo(Http.header(first, "ETag"))
                .matches("\"[\\w-]{24}\"");
        assertThat(Http.header(second, "Dataset-Release")).isEqualTo(Http.header(first, "Dataset-Release"));
        assertThat(executed.executed()).anyMatch(sql -> sql.contains("minerals"));
        assertThat(cached.executed()).noneMatch(sql -> sql.contains("minerals"));
    }

    @Test
    void theSameTextIsAnsweredForEachTypeAndMethod() {
        String query = "query Q($n: Int!) { minerals(first: $n) { nodes { id } } }";
        for (int run = 0; run < 3; run++) {
            for (String type : new String[] {"application/json", "application/graphql-response+json"}) {
                for (int n = 1; n <= 2; n++) {
                    Map<String, String> address = Map.of("query", query, "variables", "{\"n\": " + n + "}");
                    HttpResponse<byte[]> posted = http.post(Http.body(query, Map.of("n", n)), "Accept", type);
                    HttpResponse<byte[]> got = http.get(address, "Accept", type);
                    assertThat(Http.json(posted).at("/data/minerals/nodes")).hasSize(n);
                    assertThat(got.body()).isEqualTo(posted.body());
                    assertThat(Http.header(got, "ETag")).isEqualTo(Http.header(posted, "ETag"));
                    assertThat(Http.header(got, "Content-Type")).startsWith(type);
                    assertThat(Http.header(posted, "Content-Type")).startsWith(type);
                    assertThat(Http.header(got, "Vary")).isEqualTo("Accept, Accept-Encoding");
                }
            }
            HttpResponse<byte[]> refused = http.post(Http.body(query, Map.of("n", "two")));
            assertThat(Http.json(refused).at("/errors/0/message").asString()).contains("two");
        }
    }

    @Test
    void aClientThatHasTheAnswerGetsNotModified() {
        Map<String, String> question = Map.of("query", "{ countries(first: 5) { nodes { id } } }");
        HttpResponse<byte[]> first = http.get(question);
        String tag = Http.header(first, "ETag");
        for (String held : new String[] {tag, "W/" + tag, "\"other\", " + tag}) {
            HttpResponse<byte[]> again = http.get(question, "If-None-Match", held, "Accept-Encoding", "gzip");
            assertThat(again.statusCode()).as(held).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(Http.header(again, "ETag")).isEqualTo(tag);
            assertThat(Http.header(again, "Vary")).contains("Accept-Encoding");
        }
        assertThat(http.get(question, "If-None-Match", "\"other\"").statusCode())
                .isEqualTo(200);
    }

    @Test
    void pinnedAnswersAreImmutableAndOthersAreRevalidated() {
        assertThat(kept(PINNED, "{\"at\": {\"version\": \"2026.11.1\"}}")).isEqualTo(IMMUTABLE);
        assertThat(kept(PINNED, "{\"at\": {\"sequence\": 2}}")).isEqualTo(IMMUTABLE);
        assertThat(kept("{ diff(from: {sequence: 1}, to: {sequence: 2}) { totalCount } __typename }", "{}"))
                .isEqualTo(IMMUTABLE);
        assertThat(kept("{ projects(at: {sequence: 1}) { totalCount } deals { totalCount } }", "{}"))
                .isEqualTo(REVALIDATED);
        assertThat(kept(PINNED, "{\"at\": {\"on\": \"2030-01-01\"}}")).isEqualTo(REVALIDATED);
        assertThat(kept("{ releases { totalCount } }", "{}")).isEqualTo(REVALIDATED);
        assertThat(kept("{ changes(sinceSequence: 1) { totalCount } }", "{}")).isEqualTo(REVALIDATED);
        assertThat(kept("{ __schema { queryType { name } } }", "{}")).isEqualTo(REVALIDATED);
        // These read no release, and their answers name the latest.
        assertThat(kept("{ __typename }", "{}")).isEqualTo(REVALIDATED);
        assertThat(kept("{ ... { kind: __typename } }", "{}")).isEqualTo(REVALIDATED);
        assertThat(kept(
                        "query Q($v: Boolean!) { __typename projects(at: {sequence: 1}) @include(if: $v) { totalCount } }",
                        "{\"v\": false}"))
                .isEqualTo(REVALIDATED);
        assertThat(kept(
                        "query Q($v: Boolean!) { projects(at: {sequence: 1}) { totalCount } ... @include(if: $v) { deals { totalCount } } }",
                        "{\"v\": false}"))
                .isEqualTo(IMMUTABLE);
    }

    @Test
    void aPinnedAnswerIsOfTheNewestReleaseThatItReads() {
        HttpResponse<byte[]> diff =
                http.get(Map.of("query", "{ diff(from: {sequence: 3}, to: {sequence: 1}) { totalCount } }"));
        assertThat(Http.header(diff, "Dataset-Release")).isEqualTo("2026.11.2");
        assertThat(Http.json(diff)
                        .path("extensions")
                        .path("release")
                        .path("sequence")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void anAnswerWithErrorsIsNotCached() {
        Map<String, String> missing = Map.of("query", "{ projects(at: {sequence: 99}) { totalCount } }");
        HttpResponse<byte[]> response = http.get(missing);
        assertThat(Http.code(response)).isEqualTo("RELEASE_NOT_FOUND");
        assertThat(Http.header(response, "Cache-Control")).isEqualTo("no-store");
        assertThat(Http.header(response, "ETag")).isEmpty();
    }

    @Test
    void theOrderOfVariablesDoesNotMatterAndTheirValuesDo() {
        String query = "query Q($a: ID!, $b: Int) { project(id: $a) { investments(first: $b) { totalCount } } }";
        String one = tag(query, "{\"a\": \"project:abra\", \"b\": 1}");
        assertThat(tag(query, "{\"b\": 1, \"a\": \"project:abra\"}")).isEqualTo(one);
        assertThat(tag(query, "{\"b\": 2, \"a\": \"project:abra\"}")).isNotEqualTo(one);
        assertThat(tag(query + " ", "{\"b\": 1, \"a\": \"project:abra\"}")).isNotEqualTo(one);
    }

    @Test
    void aHashStandsForADocumentThatWasSentOnce() {
        String query = "query Persisted { release(at: {sequence: 2}) { version root } }";
        String hash = sha256(query);
        String extension = "{\"persistedQuery\": {\"version\": 1, \"sha256Hash\": \"%s\"}}".formatted(hash);
        HttpResponse<byte[]> unknown = http.get(Map.of("extensions", extension));
        assertThat(Http.code(unknown)).isEqualTo("PERSISTED_QUERY_NOT_FOUND");
        assertThat(Http.json(unknown).path("errors").path(0).path("message").asString())
                .isEqualTo("PersistedQueryNotFound");
        Map<String, Object> body = new LinkedHashMap<>(Http.body(query, Map.of()));
        body.put("extensions", Map.of("persistedQuery", Map.of("version", 1, "sha256Hash", hash)));
        byte[] answer = http.post(body).body();
        HttpResponse<byte[]> known = http.get(Map.of("extensions", extension));
        assertThat(known.body()).isEqualTo(answer);
        assertThat(Http.header(known, "Cache-Control")).isEqualTo(IMMUTABLE);
        assertThat(http.get(Map.of("documentId", "sha256:" + hash)).body()).isEqualTo(answer);
        body.put("query", query + " ");
        assertThat(Http.code(http.post(body))).isEqualTo("BAD_REQUEST");
    }

    private String kept(String query, String variables) {
        HttpResponse<byte[]> response = http.get(Map.of("query", query, "variables", variables));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Http.json(response).has("errors"))
                .as(new String(response.body(), UTF_8))
                .isFalse();
        return Http.header(response, "Cache-Control");
    }

    private String tag(String query, String variables) {
        return Http.header(http.get(Map.of("query", query, "variables", variables)), "ETag");
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

package org.lode.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.lode.author.NoticeWriter;
import org.lode.support.Bundled;
import org.lode.support.DatasetCopy;
import org.lode.support.GraphQl;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.lode.support.Web;
import org.springframework.core.env.Environment;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A running Lode shows withdrawals and redactions at once: in answers, in files and in citations. */
@LodeTest
@TestPropertySource(properties = "lode.cache.responses=true")
class ShownNoticesTests {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final DatasetCopy DATASET = DatasetCopy.make();
    private static final String PINNED = """
            { release(at: {sequence: 2}) { version withdrawal { at reason supersededBy { version } } } }""";
    private static final String RECORDS = "{ projects(first: 3, at: {sequence: 2}) { nodes { id } } }";
    private static final String ID = "source:to-be-redacted";
    private static final String SECRET = "Secrettitle";
    private static final int MADE = Bundled.NEWEST + 1;
    private static final String CHANGES = "/export/changes.jsonl?types=SOURCE&at=2099.1.1&sinceSequence=" + MADE;
    private static final String DIFF = "/export/diff.jsonl?from=2099.1.0&to=2099.1.1&types=SOURCE";
    private static final String HISTORY = "/export/history.jsonl?at=2099.1.1&id=" + ID;

    private final HttpGraphQlTester graphQl;
    private final Http http;
    private final Web web;
    private final Mirror mirror;

    ShownNoticesTests(HttpGraphQlTester graphQl, Http http, Mirror mirror, Environment environment) {
        this.graphQl = graphQl;
        this.http = http;
        this.web = Web.of(environment.getRequiredProperty("local.server.port", Integer.class));
        this.mirror = mirror;
    }

    /** The first made release adds a record, the second gives it another title, the third removes it. */
    @DynamicPropertySource
    static void ownDataset(DynamicPropertyRegistry properties) {
        DATASET.add("sources", ID + ",,%s,,,en,REPORT,PRIMARY,false".formatted(SECRET));
        DATASET.release();
        DATASET.modify("sources", DATASET.row("sources", ID), row -> row.replace(SECRET, SECRET + " again"));
        DATASET.release();
        DATASET.retract("sources", ID);
        DATASET.release();
        properties.add("lode.origin", () -> DATASET.folder().toString());
        properties.add("lode.mirror.poll", () -> "0s");
    }

    @Test
    void aWithdrawalShowsAtOnceUnderANewTag() throws IOException {
        HttpResponse<byte[]> before = http.get(Map.of("query", PINNED));
        HttpResponse<byte[]> recordsBefore = http.get(Map.of("query", RECORDS));
        assertThat(text(before)).contains("\"withdrawal\":null");
        assertThat(Http.header(before, "Cache-Control")).doesNotContain("immutable");
        assertThat(Http.header(recordsBefore, "Cache-Control")).contains("immutable");
        graphQl.document("{ release { withdrawal { at } } }")
                .execute()
                .path("release.withdrawal")
                .valueIsNull();

        new NoticeWriter(DATASET.folder()).withdraw("2026.11.1", "Amounts were wrong.", "2026.11.2");
        mirror.run();

        assertThat(text(changed(before)))
                .contains("Amounts were wrong.", "\"supersededBy\":{\"version\":\"2026.11.2\"}");
        assertThat(data("{ releases { nodes { withdrawal { reason } } } }")).containsOnlyOnce("Amounts were wrong.");
        assertThat(text(http.send("GET", "/mirror/v1/notices.jsonl")))
                .isEqualTo(Files.readString(DATASET.folder().resolve("releases/notices.jsonl")));
        assertThat(Http.header(http.get(Map.of("query", RECORDS)), "ETag"))
                .isNotEqualTo(Http.header(recordsBefore, "ETag"));
    }

    /** Waits for a response with another tag: the database notifies the server. */
    private HttpResponse<byte[]> changed(HttpResponse<byte[]> before) {
        return await().atMost(PATIENCE)
                .until(
                        () -> http.get(Map.of("query", PINNED)),
                        now -> !Http.header(now, "ETag").equals(Http.header(before, "ETag")));
    }

    @Test
    void noReleaseAndNoCitationShowsARedactedRecord() {
        HttpResponse<String> cited = cite("{ source(id: \"%s\", at: {sequence: %d}) { title } }".formatted(ID, MADE));
        assertThat(cited.statusCode()).isEqualTo(201);
        String address = "/q/" + json(cited).path("id").asString();
        String tag = web.get(address).headers().firstValue("ETag").orElseThrow();
        assertThat(web.get(address + "/data").body()).contains(SECRET);
        assertThat(answers()).contains(SECRET);
        HttpResponse<byte[]> changes = http.send("GET", CHANGES);
        for (String file : List.of(CHANGES, DIFF, HISTORY)) {
            assertThat(text(http.send("GET", file))).as(file).contains(SECRET + " again");
        }

        int notice = new NoticeWriter(DATASET.folder())
                .redact(ID, "A court said so.")
                .n();
        mirror.run();

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(answers()).doesNotContain(SECRET));
        graphQl.document("{ proof(type: SOURCE, id: \"%s\", at: {sequence: %d}) { body leaf } }".formatted(ID, MADE))
                .execute()
                .path("proof.body")
                .valueIsNull();
        assertThat(text(http.send("GET", "/releases/2099.1.0/delta.r%d.jsonl".formatted(notice))))
                .contains(ID)
                .doesNotContain(SECRET);
        assertThat(text(http.send("GET", "/releases/2099.1.0/full/Source.jsonl")))
                .contains("{\"redacted\":{\"id\":\"" + ID)
                .doesNotContain(SECRET);
        assertThat(http.send("GET", "/releases/2099.1.0/delta.jsonl").statusCode())
                .isEqualTo(410);
        HttpResponse<String> redacted = web.get(address, "If-None-Match", tag);
        assertThat(redacted.statusCode()).isEqualTo(200);
        assertThat(redacted.body()).doesNotContain(SECRET);
        JsonNode citation = json(redacted);
        assertThat(citation.path("expectedSha256")).isEqualTo(json(cited).path("resultSha256"));
        assertThat(citation.path("resultSha256")).isNotEqualTo(citation.path("expectedSha256"));
        assertThat(citation.path("warnings").path(0).asString())
                .startsWith("the answer is not the one that was cited")
                .contains("redacted");
        HttpResponse<byte[]> without = http.send("GET", CHANGES, "If-None-Match", Http.header(changes, "ETag"));
        assertThat(without.statusCode()).isEqualTo(200);
        for (String file : List.of(CHANGES, DIFF)) {
            assertThat(text(http.send("GET", file))).as(file).contains(ID).doesNotContain(SECRET);
        }
        filesOfChangesShowNothingMore();
        aCitationOfAWithdrawnReleaseWarnsToo(address);
    }

    /** A file of changes tells as much of a redacted record as GraphQL does: not even which fields were changed. */
    private void filesOfChangesShowNothingMore() {
        JsonNode change = GraphQl.data(graphQl.document("""
                        { changes(sinceSequence: %d, types: [SOURCE], first: 1) { nodes { op recordId note fields { path } } } }
                        """.formatted(MADE)).execute())
                .path("changes")
                .path("nodes")
                .path(0);
        JsonNode row = JsonMapper.shared()
                .readTree(text(http.send("GET", CHANGES)).lines().findFirst().orElseThrow());
        assertThat(change.path("recordId").asString()).isEqualTo(ID);
        assertThat(change.path("op").asString()).isEqualTo("MOD");
        assertThat(change.path("fields")).isEmpty();
        assertThat(row.path("record_id").asString()).isEqualTo(ID);
        assertThat(row.path("op").asString()).isEqualTo("MOD");
        for (String name : List.of("note", "fields", "before", "after")) {
            assertThat(row.get(name).isNull()).as(name).isTrue();
        }
        assertThat(http.send("GET", HISTORY).statusCode()).isEqualTo(404);
    }

    private void aCitationOfAWithdrawnReleaseWarnsToo(String address) {
        new NoticeWriter(DATASET.folder()).withdraw("2099.1.0", "A <column> was mixed up.", null);
        mirror.run();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                json(web.get(address)).path("warnings").path(1).asString())
                        .isEqualTo("the release was withdrawn: A <column> was mixed up."));
        assertThat(web.get(address, "Accept", "text/html").body())
                .contains("the release was withdrawn: A &lt;column&gt; was mixed up.");
    }

    private String answers() {
        return data("{ changes(first: 500, sinceSequence: 4) { nodes { op id note } } }")
                + data("{ source(id: \"%s\", at: {sequence: %d}) { id title } }".formatted(ID, MADE))
                + data("{ search(text: \"%s\", at: {sequence: %d}, first: 5) { nodes { title } } }"
                        .formatted(SECRET, MADE));
    }

    private String data(String query) {
        return GraphQl.data(graphQl.document(query).execute()).toString();
    }

    private HttpResponse<String> cite(String document) {
        String body = JsonMapper.shared().writeValueAsString(Map.of("query", document));
        return web.send("POST", "/q", body, "Content-Type", "application/json");
    }

    private static JsonNode json(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }
}

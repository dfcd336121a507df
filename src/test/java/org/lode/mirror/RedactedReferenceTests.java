package org.lode.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lode.author.NoticeWriter;
import org.lode.support.DatasetCopy;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Records of old releases that name a redacted record answer, in GraphQL and in files. */
@LodeTest
@Tag("thorough")
class RedactedReferenceTests {
    private static final DatasetCopy DATASET = DatasetCopy.make();
    private static final String SOURCE = "source:to-be-redacted";
    private static final String CITATION = "citation:names-a-redacted-source";
    private static final String EXAMPLE =
            "{ citation(id: \"%s\", at: {version: \"2099.1.0\"}) { source { title kind } } }".formatted(CITATION);
    private static final String SECRET = "Secrettitle";

    private final Http http;
    private final Mirror mirror;

    RedactedReferenceTests(Http http, Mirror mirror) {
        this.http = http;
        this.mirror = mirror;
    }

    /** The first made release adds a source and a citation of it, the second removes both. The source is redacted then. */
    @DynamicPropertySource
    static void ownDataset(DynamicPropertyRegistry properties) {
        DATASET.add("sources", SOURCE + ",,%s,,,en,REPORT,PRIMARY,false".formatted(SECRET));
        DATASET.add("citations", CITATION + ",org:jogmec,," + SOURCE + ",,said,SUPPORTS,false,RECALLED,LOW");
        DATASET.release();
        DATASET.retract("citations", CITATION);
        DATASET.retract("sources", SOURCE);
        DATASET.release();
        properties.add("lode.origin", () -> DATASET.folder().toString());
        properties.add("lode.mirror.poll", () -> "0s");
    }

    @Test
    void theExampleOfTheCodeIsTheOneThatIsAskedHere() throws IOException {
        assertThat(Files.readString(Path.of("docs", "errors.md")))
                .contains("{\"query\": " + JsonMapper.shared().writeValueAsString(EXAMPLE) + "}");
    }

    @Test
    void aReferenceToARedactedRecordIsAStub() {
        JsonNode whole = source("recordId title url recordHash since { version } redaction { reason }");
        assertThat(whole.path("data")
                        .path("citation")
                        .path("source")
                        .path("title")
                        .asString())
                .isEqualTo(SECRET);
        assertThat(whole.path("data")
                        .path("citation")
                        .path("source")
                        .path("redaction")
                        .isNull())
                .isTrue();

        new NoticeWriter(DATASET.folder()).redact(SOURCE, "A court said so.");
        mirror.run();
        await().atMost(Duration.ofMinutes(1))
                .until(() -> !source("title").toString().contains(SECRET));

        JsonNode stub = source(
                "__typename id recordId title url publisher recordHash release { version } since { version } redaction { at reason } claims(first: 5) { nodes { recordId } }");
        assertThat(stub.path("errors").isMissingNode()).as(stub.toString()).isTrue();
        JsonNode found = stub.path("data").path("citation").path("source");
        assertThat(found.path("__typename").asString()).isEqualTo("Source");
        assertThat(found.path("id").asString()).isEqualTo(SOURCE + "@2099.1.0");
        assertThat(found.path("recordId").asString()).isEqualTo(SOURCE);
        assertThat(found.path("title").asString()).isEqualTo("[redacted]");
        assertThat(found.path("url").isNull()).isTrue();
        assertThat(found.path("recordHash"))
                .isEqualTo(whole.path("data").path("citation").path("source").path("recordHash"));
        assertThat(found.path("since").path("version").asString()).isEqualTo("2099.1.0");
        assertThat(found.path("redaction").path("reason").asString()).isEqualTo("A court said so.");
        assertThat(found.path("claims").path("nodes").path(0).path("recordId").asString())
                .isEqualTo(CITATION);
        whatCannotBeToldIsAnErrorOfItsOwn();
        listsWithoutItAnswer();
        filesHoldTheReferenceAlone();
        theQueryCanBeCited();
    }

    private void whatCannotBeToldIsAnErrorOfItsOwn() {
        JsonNode answer = ask(EXAMPLE);
        assertThat(answer.path("data").path("citation").isNull()).isTrue();
        JsonNode error = answer.path("errors").path(0);
        assertThat(error.path("path").toString()).isEqualTo("[\"citation\",\"source\",\"kind\"]");
        assertThat(error.path("extensions").path("code").asString()).isEqualTo("REDACTED");
        assertThat(error.path("extensions").path("recordId").asString()).isEqualTo(SOURCE);
        assertThat(error.path("message").asString()).contains(SOURCE, "kind").doesNotContain(SECRET);
    }

    /** A filter by the field leaves out rows that name a redacted record. */
    private void listsWithoutItAnswer() {
        JsonNode answer = ask("""
                { citations(at: {version: "2099.1.0"}, filter: {and: [
                    {id: {in: ["%s", "citation:country-ad-01"]}}, {source: {kind: {isNull: false}}}]}) { nodes { source { kind } } } }""".formatted(CITATION));
        assertThat(answer.path("data").path("citations").path("nodes"))
                .as(answer.toString())
                .hasSize(1);
        assertThat(answer.path("errors").isMissingNode()).as(answer.toString()).isTrue();
        JsonNode changes = ask("""
                { changes(sinceSequence: 1, types: [CITATION], direction: DESC, first: 5) { nodes { recordId op reasons note } } }""");
        assertThat(changes.path("errors").isMissingNode())
                .as(changes.toString())
                .isTrue();
        JsonNode proof = ask(
                "{ proof(type: CITATION, id: \"%s\", at: {version: \"2099.1.0\"}) { body leaf } }".formatted(CITATION));
        assertThat(proof.path("data").path("proof").path("body").asString()).contains(SOURCE);
    }

    private void filesHoldTheReferenceAlone() {
        for (String ending : new String[] {"csv", "jsonl"}) {
            HttpResponse<byte[]> file = http.send(
                    "GET",
                    "/export/citations." + ending + "?at=2099.1.0&filter="
                            + URLEncoder.encode("{\"id\":{\"eq\":\"" + CITATION + "\"}}", StandardCharsets.UTF_8));
            assertThat(file.statusCode()).isEqualTo(200);
            String text = new String(file.body(), StandardCharsets.UTF_8);
            assertThat(text).contains(SOURCE).doesNotContain(SECRET);
        }
    }

    private void theQueryCanBeCited() {
        String query = "{ citation(id: \"%s\", at: {version: \"2099.1.0\"}) { source { title redaction { reason } } } }"
                .formatted(CITATION);
        HttpResponse<byte[]> cited = http.post("/q", JsonMapper.shared().writeValueAsString(Map.of("query", query)));
        assertThat(cited.statusCode())
                .as(new String(cited.body(), StandardCharsets.UTF_8))
                .isEqualTo(201);
    }

    private JsonNode source(String fields) {
        return ask(
                "{ citation(id: \"%s\", at: {version: \"2099.1.0\"}) { source { %s } } }".formatted(CITATION, fields));
    }

    private JsonNode ask(String query) {
        return Http.json(http.post(Map.of("query", query)));
    }
}

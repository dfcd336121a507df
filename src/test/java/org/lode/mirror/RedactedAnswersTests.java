package org.lode.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.lode.publish.NoticeFolder;
import org.lode.support.Ask;
import org.lode.support.DatasetCopy;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** What a running Lode answers of a record that was redacted while it ran. */
@LodeTest
@DirtiesContext
class RedactedAnswersTests {
    private static final DatasetCopy DATASET = DatasetCopy.make();
    private static final String ID = "source:to-be-redacted";
    private static final String SECRET = "Secrettitle";

    private final Ask ask;
    private final Http http;
    private final Mirror mirror;

    RedactedAnswersTests(Ask ask, Http http, Mirror mirror) {
        this.ask = ask;
        this.http = http;
        this.mirror = mirror;
    }

    @DynamicPropertySource
    static void ownDataset(DynamicPropertyRegistry properties) {
        DATASET.add("sources", ID + ",,%s,,,en,REPORT,PRIMARY,false".formatted(SECRET));
        DATASET.release();
        DATASET.retract("sources", ID);
        DATASET.release();
        properties.add("lode.origin", () -> DATASET.folder().toString());
        properties.add("lode.mirror.poll", () -> "0s");
    }

    @Test
    void oldReleasesAnswerWithoutIt() {
        assertThat(answers()).contains(SECRET);
        NoticeFolder.of(DATASET.folder()).redact(ID, "A court said so.");
        mirror.run();
        assertThat(answers()).doesNotContain(SECRET);
        JsonNode proof = ask.data("{ proof(type: SOURCE, id: \"%s\", at: {sequence: 5}) { body leaf } }".formatted(ID));
        assertThat(proof.path("proof").path("body").isNull()).isTrue();
        assertThat(file("/releases/2099.1.0/delta.r1.jsonl")).contains(ID).doesNotContain(SECRET);
        assertThat(file("/releases/2099.1.0/full/Source.jsonl"))
                .contains("{\"redacted\":{\"id\":\"" + ID)
                .doesNotContain(SECRET);
        assertThat(http.send("GET", "/releases/2099.1.0/delta.jsonl").statusCode())
                .isEqualTo(410);
    }

    private String answers() {
        return ask.data("{ changes(first: 500, sinceSequence: 4) { nodes { op id note } } }")
                        .toString()
                + ask.data("{ source(id: \"%s\", at: {sequence: 5}) { id title } }".formatted(ID))
                + ask.data(
                        "{ search(text: \"%s\", at: {sequence: 5}, first: 5) { nodes { title } } }".formatted(SECRET));
    }

    private String file(String path) {
        return new String(http.send("GET", path).body(), StandardCharsets.UTF_8);
    }
}

package org.lode.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lode.support.LodeTest;
import org.lode.support.MadeReleases;
import org.lode.support.Replay;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;

/** Differences over records that were changed back, taken out and merged. */
@LodeTest
class MadeReleasesTests extends MadeReleases {
    private final HttpGraphQlTester graphQl;
    private final Changes changes;
    private final Differences differences;

    MadeReleasesTests(HttpGraphQlTester graphQl) {
        this.graphQl = graphQl;
        this.changes = new Changes(graphQl);
        this.differences = new Differences(changes, RELEASES);
    }

    @Test
    void differencesLeadFromEachReleaseToTheNext() {
        for (int made = FIRST; made < RELEASES.size(); made++) {
            differences.assertBetween(made - 1, made, 500);
            assertThat(changes.diff(made, made, null, 500)).isEmpty();
        }
    }

    @Test
    @Tag("thorough")
    void differencesLeadFromEachReleaseToEachOther() {
        for (int made = FIRST; made < RELEASES.size(); made++) {
            for (int release = 1; release < made; release++) {
                differences.assertBetween(release, made, 500);
            }
        }
    }

    @Test
    void whatWasChangedBackDoesNotAppear() {
        List<Replay.RecordName> back = changes.diff(FIRST - 1, FIRST, null, 500).stream()
                .map(Changes::name)
                .filter(name -> RELEASES.get(FIRST - 1).records().containsKey(name))
                .filter(name -> RELEASES.get(FIRST + 1).records().containsKey(name))
                .filter(name -> hash(FIRST - 1, name).equals(hash(FIRST + 1, name)))
                .toList();
        assertThat(back).hasSizeGreaterThan(10);
        assertThat(changes.diff(FIRST - 1, FIRST + 1, null, 500).stream().map(Changes::name))
                .doesNotContainAnyElementsOf(back);
    }

    private static String hash(int sequence, Replay.RecordName name) {
        return Objects.requireNonNull(RELEASES.get(sequence).records().get(name))
                .hash();
    }

    @Test
    void aMergeNamesTheRecordThatItWentInto() {
        JsonNode merge = changes.diff(FIRST - 1, FIRST, List.of("SOURCE"), 500).getFirst();
        assertThat(merge.path("op").asString()).isEqualTo("MERGE");
        String merged = merge.path("id").asString();
        graphQl.document(
                        "query ($id: ID!) { node(id: $id) { id } old: source(id: $id, at: {sequence: %d}) { recordId } }"
                                .formatted(FIRST - 1))
                .variable("id", merged)
                .execute()
                .path("node.id")
                .entity(String.class)
                .isEqualTo(merge.path("into").asString())
                .path("old.recordId")
                .entity(String.class)
                .isEqualTo(merged);
    }
}

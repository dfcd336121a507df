package org.lode.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.lode.support.Ask;
import org.lode.support.DatasetCopy;
import org.lode.support.Edition;
import org.lode.support.LodeTest;
import org.lode.support.Replay;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** Records that were changed back, retracted and merged: two releases more, which a Lode of their own serves. */
@LodeTest
@DirtiesContext
class MadeReleasesTests {
    private static final DatasetCopy DATASET = DatasetCopy.make();
    private static final int SIX = 6;

    private final Ask ask;
    private final Changes changes;
    private final List<Replay.State> releases = Replay.of(DATASET.folder());
    private final Differences differences;

    MadeReleasesTests(Ask ask) {
        this.ask = ask;
        this.changes = new Changes(ask);
        this.differences = new Differences(changes, releases);
    }

    @DynamicPropertySource
    static void madeReleases(DynamicPropertyRegistry properties) {
        Edition edition = new Edition(DATASET);
        edition.five();
        edition.six();
        properties.add("lode.origin", () -> DATASET.folder().toString());
    }

    @Test
    void differencesLeadFromEachReleaseToEachOther() {
        for (int release = 1; release <= SIX; release++) {
            for (int made = 5; made <= SIX; made++) {
                differences.assertLeads(release, made, 500);
                differences.assertLeads(made, release, 500);
                differences.assertFieldsTrue(release, made);
                differences.assertInverse(release, made);
            }
        }
    }

    @Test
    void whatWasChangedBackDoesNotAppear() {
        List<String> renamed = ops(changes.diff(4, 5, null, 500), "PROJECT").stream()
                .filter(op -> op.startsWith("MOD "))
                .toList();
        assertThat(renamed).hasSizeGreaterThan(5);
        assertThat(ops(changes.diff(4, 6, null, 500), "PROJECT"))
                .containsExactly("DEL project:caledoni-nickel", "ADD project:mm-between", renamed.getFirst());
    }

    @Test
    void aMergeNamesTheRecordThatItWentInto() {
        JsonNode merge = changes.diff(4, 5, List.of("SOURCE"), 500).getFirst();
        assertThat(merge.path("op").asString()).isEqualTo("MERGE");
        JsonNode survivor = ask.data(
                "query ($id: ID!) { node(id: $id) { id } old: node(id: $id, at: {sequence: 4}) { id } }",
                Map.of("id", merge.path("id").asString()));
        assertThat(survivor.path("node").path("id")).isEqualTo(merge.path("into"));
        assertThat(survivor.path("old").path("id")).isEqualTo(merge.path("id"));
    }

    @Test
    void theFeedLeadsToTheLatest() {
        for (int since = 0; since <= SIX; since++) {
            differences.assertFeedLeads(since, 500);
        }
    }

    private static List<String> ops(List<JsonNode> changes, String type) {
        List<String> ops = new ArrayList<>();
        changes.stream()
                .filter(change -> change.path("type").asString().equals(type))
                .forEach(change -> ops.add(
                        change.path("op").asString() + " " + change.path("id").asString()));
        return ops;
    }
}

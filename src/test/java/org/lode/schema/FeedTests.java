package org.lode.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lode.support.LodeTest;
import org.lode.support.MadeReleases;
import org.lode.support.Replay;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The feed of changes and the history of a record lead to the latest release. */
@LodeTest
class FeedTests extends MadeReleases {
    /** The number of records in one request; each history may have 500 changes. */
    private static final int BATCH = 25;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpGraphQlTester graphQl;
    private final Changes changes;

    FeedTests(HttpGraphQlTester graphQl) {
        this.graphQl = graphQl;
        this.changes = new Changes(graphQl);
    }

    @Test
    void replayedAfterALaterReleaseItGivesTheLatest() {
        assertFeedLeads(3);
    }

    @Test
    @Tag("thorough")
    void replayedAfterAnyReleaseItGivesTheLatest() {
        assertFeedLeads(0);
    }

    private void assertFeedLeads(int first) {
        Differences differences = new Differences(changes, RELEASES);
        for (int since = first; since < RELEASES.size(); since++) {
            differences.assertFeedLeads(since, 500);
        }
    }

    @Test
    void itHasEveryLineOfTheLastDeltasInOrder() {
        assertFeedHasEveryLine(4);
    }

    @Test
    @Tag("thorough")
    void itHasEveryLineOfEveryDeltaInOrder() {
        assertFeedHasEveryLine(0);
    }

    private void assertFeedHasEveryLine(int since) {
        List<JsonNode> expected = new ArrayList<>();
        RELEASES.stream()
                .flatMap(release -> release.ops().stream())
                .filter(op -> op.sequence() > since)
                .forEach(op -> expected.add(told(op)));
        List<JsonNode> feed = changes.since(since, null, 437);
        assertThat(feed).hasSameSizeAs(expected);
        for (int i = 0; i < feed.size(); i++) {
            JsonNode change = feed.get(i);
            assertThat(JSON.<JsonNode>valueToTree(Map.of(
                            "op", change.path("op"),
                            "id", change.path("id"),
                            "sequence", change.path("release").path("sequence"),
                            "reasons", change.path("reasons"),
                            "note", change.path("note"),
                            "into", change.path("into"),
                            "beforeHash", change.path("beforeHash"),
                            "afterHash", change.path("afterHash"))))
                    .isEqualTo(expected.get(i));
        }
    }

    private static JsonNode told(Replay.Op op) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("op", op.op());
        told.put("id", op.name().id());
        told.put("sequence", op.sequence());
        told.put("reasons", new String[] {op.text("reason")});
        told.put("note", op.text("note"));
        told.put("into", op.text("into"));
        told.put("beforeHash", op.text("before"));
        told.put("afterHash", op.text("after"));
        return JSON.valueToTree(told);
    }

    @Test
    void aFeedOfSomeTypesIsThatPartOfTheWhole() {
        List<JsonNode> whole = changes.since(1, null, 500);
        assertThat(changes.since(1, List.of("PROJECT", "INVESTMENT"), 60))
                .isNotEmpty()
                .isEqualTo(whole.stream()
                        .filter(change -> List.of("PROJECT", "INVESTMENT")
                                .contains(change.path("type").asString()))
                        .toList());
    }

    @Test
    @Tag("thorough")
    void theHistoryOfSomeRecordsIsTheirPartOfTheFeedAndEndsInTheirHash() {
        assertHistoriesArePartsOfTheFeed(4 * BATCH);
    }

    @Test
    @Tag("thorough")
    void theHistoryOfEachRecordIsItsPartOfTheFeedAndEndsInItsHash() {
        assertHistoriesArePartsOfTheFeed(Integer.MAX_VALUE);
    }

    /** Compares the histories of this many records that changed more than once. */
    private void assertHistoriesArePartsOfTheFeed(int most) {
        Map<Replay.RecordName, List<JsonNode>> parts = new TreeMap<>();
        changes.since(0, null, 500)
                .forEach(change -> parts.computeIfAbsent(Changes.name(change), name -> new ArrayList<>())
                        .add(change));
        List<Replay.RecordName> modified = RELEASES.getLast().records().keySet().stream()
                .filter(name -> parts.getOrDefault(name, List.of()).size() > 1)
                .toList();
        assertThat(modified).hasSizeGreaterThan(200);
        int end = Math.min(most, modified.size());
        for (int i = 0; i < end; i += BATCH) {
            List<Replay.RecordName> names = modified.subList(i, Math.min(i + BATCH, end));
            List<JsonNode> records = histories(names);
            assertThat(records).hasSameSizeAs(names);
            for (int j = 0; j < names.size(); j++) {
                assertEndsInItself(records.get(j), parts.getOrDefault(names.get(j), List.of()));
            }
        }
    }

    private List<JsonNode> histories(List<Replay.RecordName> names) {
        String document = """
                query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Record {
                  recordHash since { sequence } history(first: 500) { totalCount nodes { %s } }
                } } }
                """.formatted(Changes.CHANGE);
        List<String> ids = names.stream().map(Replay.RecordName::id).toList();
        return graphQl.document(document)
                .variable("ids", ids)
                .execute()
                .path("nodes")
                .entityList(JsonNode.class)
                .get();
    }

    private static void assertEndsInItself(JsonNode record, List<JsonNode> part) {
        String id = record.path("id").asString();
        assertThat(record.path("history").path("nodes").valueStream()).as(id).containsExactlyElementsOf(part);
        assertThat(record.path("history").path("totalCount").asInt()).as(id).isEqualTo(part.size());
        assertThat(part.getLast().path("afterHash")).as(id).isEqualTo(record.path("recordHash"));
        assertThat(part.getLast().path("release")).as(id).isEqualTo(record.path("since"));
    }

    @Test
    void aHistoryEndsWithTheReleaseThatTheRecordIsReadIn() {
        Replay.Op changed = RELEASES.get(4).ops().stream()
                .filter(op -> op.op().equals("MOD"))
                .findFirst()
                .orElseThrow();
        String document = """
                query ($id: ID!) {
                  before: node(id: $id) { ... on Record { recordHash history { nodes { afterHash } } } }
                }
                """;
        JsonNode before = graphQl.document(document)
                .variable("id", changed.name().id() + "@" + RELEASES.get(3).text("version"))
                .execute()
                .path("before")
                .entity(JsonNode.class)
                .get();
        JsonNode history = before.path("history").path("nodes");
        assertThat(before.path("recordHash").asString()).isEqualTo(changed.text("before"));
        assertThat(history.path(history.size() - 1).path("afterHash")).isEqualTo(before.path("recordHash"));
    }
}

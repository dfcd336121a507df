package org.lode.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.lode.support.Ask;
import org.lode.support.LodeTest;
import org.lode.support.Replay;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whoever follows the feed of changes, or the history of a record, comes to what there is now. */
@LodeTest
class FeedTests {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Ask ask;
    private final Changes changes;
    private final List<Replay.State> releases = Replay.bundled();

    FeedTests(Ask ask) {
        this.ask = ask;
        this.changes = new Changes(ask);
    }

    @Test
    void replayedAfterAnyReleaseItGivesTheLatest() {
        Differences differences = new Differences(changes, releases);
        for (int since = 0; since < releases.size(); since++) {
            differences.assertFeedLeads(since, 500);
        }
    }

    @Test
    void itTellsEveryLineOfEveryDeltaInOrder() {
        List<JsonNode> expected = new ArrayList<>();
        releases.forEach(release -> release.ops().forEach(op -> expected.add(told(op))));
        List<JsonNode> feed = changes.since(0, null, 437);
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
    void theHistoryOfEachRecordIsItsPartOfTheFeedAndEndsInItsHash() {
        Map<String, List<JsonNode>> byId = new TreeMap<>();
        changes.since(0, null, 500)
                .forEach(change -> byId.computeIfAbsent(change.path("id").asString(), id -> new ArrayList<>())
                        .add(change));
        List<String> modified = byId.entrySet().stream()
                .filter(record -> record.getValue().size() > 1)
                .map(Map.Entry::getKey)
                .toList();
        assertThat(modified).isNotEmpty();
        String document = """
                query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Record {
                  recordHash since { sequence } history(first: 500) { totalCount nodes { %s } }
                } } }
                """.formatted(Changes.CHANGE);
        for (int i = 0; i < modified.size(); i += 500) {
            List<String> ids = modified.subList(i, Math.min(i + 500, modified.size()));
            for (JsonNode record : ask.data(document, Map.of("ids", ids)).path("nodes")) {
                assertEndsInItself(record, byId);
            }
        }
    }

    private static void assertEndsInItself(JsonNode record, Map<String, List<JsonNode>> byId) {
        JsonNode history = record.path("history").path("nodes");
        String id = record.path("id").asString();
        assertThat(history.valueStream().toList()).as(id).isEqualTo(byId.get(id));
        assertThat(record.path("history").path("totalCount").asInt()).isEqualTo(history.size());
        JsonNode last = history.path(history.size() - 1);
        assertThat(last.path("afterHash")).as(id).isEqualTo(record.path("recordHash"));
        assertThat(last.path("release")).as(id).isEqualTo(record.path("since"));
    }

    @Test
    void aHistoryEndsWithTheReleaseThatTheRecordIsReadIn() {
        Replay.Op changed = releases.get(4).ops().stream()
                .filter(op -> op.op().equals("MOD"))
                .findFirst()
                .orElseThrow();
        String document = """
                query ($id: ID!) {
                  before: node(id: $id, at: {sequence: 3}) { ... on Record { recordHash history { nodes { afterHash } } } }
                }
                """;
        JsonNode before = ask.data(document, Map.of("id", changed.name().id())).path("before");
        JsonNode history = before.path("history").path("nodes");
        assertThat(before.path("recordHash").asString()).isEqualTo(changed.text("before"));
        assertThat(history.path(history.size() - 1).path("afterHash")).isEqualTo(before.path("recordHash"));
    }
}

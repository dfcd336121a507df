package org.lode.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.lode.support.Replay;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/** Compares the differences that Lode answers with releases that were replayed from their files. */
record Differences(Changes changes, List<Replay.State> releases) {

    /** Checks the differences between two releases, there and back, read in pages of a size. */
    void assertBetween(int one, int other, int size) {
        List<JsonNode> there = changes.diff(one, other, null, size);
        List<JsonNode> back = changes.diff(other, one, null, size);
        assertLeads(there, one, other);
        assertLeads(back, other, one);
        assertFieldsTrue(there, one, other);
        assertFieldsTrue(back, other, one);
        assertThat(back.stream().map(Differences::back))
                .as("%d and %d", one, other)
                .isEqualTo(there.stream().map(Differences::plain).toList());
    }

    /** The records of one release, with the difference applied, are those of the other; each change changes something. */
    private void assertLeads(List<JsonNode> diff, int from, int to) {
        SortedMap<Replay.RecordName, String> state = hashes(releases.get(from));
        assertThat(diff)
                .allSatisfy(change -> assertThat(change.path("beforeHash")).isNotEqualTo(change.path("afterHash")));
        diff.forEach(change -> apply(change, state));
        assertThat(state).as("%d to %d", from, to).isEqualTo(hashes(releases.get(to)));
    }

    /** The fields of a modified record are those that differ, with their values; other changes have none. */
    private void assertFieldsTrue(List<JsonNode> diff, int from, int to) {
        for (JsonNode change : diff) {
            Replay.RecordName name = Changes.name(change);
            boolean modified = change.path("op").asString().equals("MOD");
            assertThat(Changes.fields(change))
                    .as("%s from %d to %d", name, from, to)
                    .isEqualTo(modified ? differing(name, from, to) : Map.of());
        }
    }

    /** The feed after a release leads to the latest. */
    void assertFeedLeads(int since, int size) {
        SortedMap<Replay.RecordName, String> state = hashes(releases.get(since));
        changes.since(since, null, size).forEach(change -> apply(change, state));
        assertThat(state).as("since %d", since).isEqualTo(hashes(releases.getLast()));
    }

    private static SortedMap<Replay.RecordName, String> hashes(Replay.State state) {
        SortedMap<Replay.RecordName, String> hashes = new TreeMap<>();
        state.records().forEach((name, version) -> hashes.put(name, version.hash()));
        return hashes;
    }

    /** Applies a change where what it starts from is there. */
    private static void apply(JsonNode change, SortedMap<Replay.RecordName, String> state) {
        Replay.RecordName name = Changes.name(change);
        assertThat(state.get(name))
                .as("%s", change)
                .isEqualTo(change.path("beforeHash").asString(null));
        switch (change.path("op").asString()) {
            case "ADD", "MOD" -> state.put(name, change.path("afterHash").asString());
            default -> {
                assertThat(change.path("afterHash").isNull()).as("%s", change).isTrue();
                state.remove(name);
            }
        }
    }

    /** A value as text, without the members that hold nothing, which a later description of the same rows adds. */
    private static String filled(JsonNode value) {
        if (value.isObject()) {
            return value.properties().stream()
                    .map(member -> member.getKey() + "=" + filled(member.getValue()))
                    .filter(member -> !member.endsWith("="))
                    .sorted()
                    .toList()
                    .toString();
        }
        if (value.isArray()) {
            return value.isEmpty()
                    ? ""
                    : value.valueStream()
                            .map(Differences::filled)
                            .sorted()
                            .toList()
                            .toString();
        }
        return value.isNull() || value.isMissingNode() ? "" : value.toString();
    }

    private Map<String, List<JsonNode>> differing(Replay.RecordName name, int from, int to) {
        JsonNode before = data(name, from);
        JsonNode after = data(name, to);
        List<String> fields = new ArrayList<>(before.propertyNames());
        fields.addAll(after.propertyNames());
        Map<String, List<JsonNode>> differing = new TreeMap<>();
        fields.stream()
                .filter(field -> !filled(before.path(field)).equals(filled(after.path(field))))
                .forEach(field -> differing.put(field, List.of(known(before.path(field)), known(after.path(field)))));
        return differing;
    }

    private JsonNode data(Replay.RecordName name, int sequence) {
        return Objects.requireNonNull(releases.get(sequence).records().get(name))
                .data();
    }

    private static JsonNode known(JsonNode value) {
        return value.isMissingNode() ? NullNode.getInstance() : value;
    }

    /** A change by its ends; the way back does not say into which record another was merged. */
    private static List<Object> plain(JsonNode change) {
        return List.of(
                change.path("op").asString().replace("MERGE", "DEL"),
                Changes.name(change),
                change.path("beforeHash"),
                change.path("afterHash"),
                Changes.fields(change));
    }

    private static List<Object> back(JsonNode change) {
        Map<String, List<JsonNode>> fields = new TreeMap<>();
        Changes.fields(change).forEach((name, values) -> fields.put(name, values.reversed()));
        String op = switch (change.path("op").asString()) {
            case "ADD" -> "DEL";
            case "MOD" -> "MOD";
            default -> "ADD";
        };
        return List.of(op, Changes.name(change), change.path("afterHash"), change.path("beforeHash"), fields);
    }
}

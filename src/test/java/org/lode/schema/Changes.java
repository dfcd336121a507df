package org.lode.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lode.support.GraphQl;
import org.lode.support.Replay;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;

/** Reads lists of changes over GraphQL, page after page, and checks the counts and cursors of each page. */
final class Changes {
    static final String CHANGE = """
            op type id: recordId release { sequence } reasons note into beforeHash afterHash fields { path before after }
            """;
    private static final String LIST = """
            {
              totalCount nodes { %1$s } edges { cursor node { id: recordId } }
              pageInfo { hasPreviousPage hasNextPage startCursor endCursor }
            }
            """.formatted(CHANGE);

    private final HttpGraphQlTester graphQl;

    Changes(HttpGraphQlTester graphQl) {
        this.graphQl = graphQl;
    }

    /** The whole difference, in pages of a size; null types for all. */
    List<JsonNode> diff(int from, int to, @Nullable List<String> types, int size) {
        String document = """
                query ($from: ReleaseRef!, $to: ReleaseRef!, $types: [RecordType!], $first: Int, $after: String) {
                  list: diff(from: $from, to: $to, types: $types, first: $first, after: $after)
                """ + LIST + "}";
        Map<String, @Nullable Object> variables = new HashMap<>();
        variables.put("from", Map.of("sequence", from));
        variables.put("to", Map.of("sequence", to));
        return walk(document, variables, types, size);
    }

    /** The whole feed after a release, in pages of a size; null types for all. */
    List<JsonNode> since(int sequence, @Nullable List<String> types, int size) {
        String document = """
                query ($since: Int!, $types: [RecordType!], $first: Int, $after: String) {
                  list: changes(sinceSequence: $since, types: $types, first: $first, after: $after)
                """ + LIST + "}";
        Map<String, @Nullable Object> variables = new HashMap<>();
        variables.put("since", sequence);
        return walk(document, variables, types, size);
    }

    private List<JsonNode> walk(
            String document, Map<String, @Nullable Object> variables, @Nullable List<String> types, int size) {
        variables.put("first", size);
        if (types != null) {
            variables.put("types", types);
        }
        List<JsonNode> changes = new ArrayList<>();
        JsonNode list;
        do {
            list = GraphQl.data(graphQl.document(document).variables(variables).execute())
                    .path("list");
            checkPage(list, changes.size(), size, variables);
            list.path("nodes").forEach(changes::add);
            variables.put("after", list.path("pageInfo").path("endCursor").asString(""));
        } while (list.path("pageInfo").path("hasNextPage").asBoolean());
        assertThat(changes).as("%s", variables).hasSize(list.path("totalCount").asInt());
        return changes;
    }

    private static void checkPage(JsonNode list, int before, int size, Map<String, @Nullable Object> variables) {
        int total = list.path("totalCount").asInt();
        JsonNode info = list.path("pageInfo");
        JsonNode edges = list.path("edges");
        assertThat(list.path("nodes").size()).as("%s", variables).isEqualTo(Math.min(size, total - before));
        assertThat(info.path("hasPreviousPage").asBoolean()).as("%s", variables).isEqualTo(before > 0);
        assertThat(info.path("hasNextPage").asBoolean()).as("%s", variables).isEqualTo(before + size < total);
        assertThat(edges.findValuesAsString("id"))
                .as("%s", variables)
                .isEqualTo(list.path("nodes")
                        .valueStream()
                        .map(node -> node.path("id").asString())
                        .toList());
        if (!edges.isEmpty()) {
            assertThat(info.path("startCursor")).isEqualTo(edges.path(0).path("cursor"));
            assertThat(info.path("endCursor"))
                    .isEqualTo(edges.path(edges.size() - 1).path("cursor"));
        }
    }

    /** The record of a change, its kind in the words of the files: {@code FxRate} for {@code FX_RATE}. */
    static Replay.RecordName name(JsonNode change) {
        String type = Arrays.stream(change.path("type").asString().split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
        return new Replay.RecordName(type, change.path("id").asString());
    }

    /** Values before and after, by field. */
    static Map<String, List<JsonNode>> fields(JsonNode change) {
        Map<String, List<JsonNode>> fields = new TreeMap<>();
        change.path("fields")
                .forEach(field ->
                        fields.put(field.path("path").asString(), List.of(field.path("before"), field.path("after"))));
        assertThat(fields).as("each field once").hasSameSizeAs(change.path("fields"));
        return fields;
    }
}

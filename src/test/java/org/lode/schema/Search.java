package org.lode.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lode.support.GraphQl;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;

/** Searches as a client would. */
final class Search {
    private static final String DOCUMENT = """
            query ($text: String!, $types: [RecordType!], $at: ReleaseRef, $first: Int, $after: String, $last: Int, $before: String) {
              search(text: $text, types: $types, at: $at, first: $first, after: $after, last: $last, before: $before) {
                totalCount
                pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
                edges { cursor node { score title record { id: recordId } highlights { path html } } }
              }
            }
            """;

    private final HttpGraphQlTester graphQl;

    Search(HttpGraphQlTester graphQl) {
        this.graphQl = graphQl;
    }

    JsonNode page(String text, Map<String, ?> more) {
        return GraphQl.data(response(text, more)).path("search");
    }

    /** Returns the whole response as a tree, with its errors and extensions. */
    JsonNode answer(String text, Map<String, ?> more) {
        return GraphQl.tree(response(text, more));
    }

    private GraphQlTester.Response response(String text, Map<String, ?> more) {
        Map<String, @Nullable Object> variables = new HashMap<>(more);
        variables.put("text", text);
        return graphQl.document(DOCUMENT).variables(variables).execute();
    }

    /** All that is found, at most 500. */
    JsonNode all(String text) {
        return page(text, Map.of("first", 500));
    }

    List<String> ids(String text) {
        return ids(all(text));
    }

    List<String> ids(String text, int sequence) {
        return ids(page(text, Map.of("first", 500, "at", Map.of("sequence", sequence))));
    }

    static List<String> ids(JsonNode page) {
        List<String> ids = new ArrayList<>();
        page.path("edges")
                .forEach(edge ->
                        ids.add(edge.path("node").path("record").path("id").asString()));
        return ids;
    }
}

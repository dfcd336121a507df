package org.lode.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.lode.support.Ask;
import tools.jackson.databind.JsonNode;

/** Searches as a client would. */
final class Search {
    private static final String DOCUMENT = """
            query ($text: String!, $types: [RecordType!], $at: ReleaseRef, $first: Int, $after: String, $last: Int, $before: String) {
              search(text: $text, types: $types, at: $at, first: $first, after: $after, last: $last, before: $before) {
                totalCount
                pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
                edges { cursor node { score title record { id } highlights { path html } } }
              }
            }
            """;

    private final Ask ask;

    Search(Ask ask) {
        this.ask = ask;
    }

    JsonNode page(String text, Map<String, ?> more) {
        return ask.data(DOCUMENT, variables(text, more)).path("search");
    }

    /** The whole answer, which may be an error. */
    JsonNode answer(String text, Map<String, ?> more) {
        return ask.answer(DOCUMENT, variables(text, more));
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

    private static Map<String, Object> variables(String text, Map<String, ?> more) {
        Map<String, Object> variables = new HashMap<>(more);
        variables.put("text", text);
        return variables;
    }
}

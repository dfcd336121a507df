package org.lode.http;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** What the pages ask first: the queries to begin with, and the first operation of each view. */
public final class StartRequests {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Values for the variables that views cannot do without, by the name of the view. */
    private static final Map<String, Map<String, Object>> VARIABLES = Map.of(
            "changes", Map.of("from", Map.of("sequence", 1), "to", Map.of("sequence", 2)),
            "record", Map.of("id", "project:lofdal"),
            "search", Map.of("text", "rare earth"),
            "story", Map.of("id", "deal:lynas-japan-supply"));

    private StartRequests() {}

    /** Returns the bodies of POST requests for GraphQL, as JSON. */
    public static List<String> bodies() {
        WebFiles files = new WebFiles();
        Stream<Map<String, Object>> queries =
                StartQuery.all(files).stream().map(query -> Map.of("query", query.text()));
        Stream<Map<String, Object>> views = new Views(files)
                .all().stream()
                        .map(view -> Map.of(
                                "query", view.document(),
                                "operationName", view.operation(),
                                "variables", VARIABLES.getOrDefault(view.name(), Map.of())));
        return Stream.concat(queries, views).map(JSON::writeValueAsString).toList();
    }
}

package org.lode.query;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lode.model.RecordKind;
import org.lode.model.Relation;
import org.lode.model.Table;
import org.lode.support.GraphQl;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;

/** A list that is asked for over GraphQL, with the variables that say which part of it. */
record Question(String document, Map<String, @Nullable Object> variables) {
    private static final String VARIABLES =
            "$filter: %sFilter, $orderBy: [%sOrder!], $at: ReleaseRef, $first: Int, $after: String, $last: Int, $before: String";
    private static final String ARGUMENTS =
            "filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before";
    private static final String LIST = """
            {
              totalCount nodes { id: recordId } edges { cursor node { id: recordId } }
              pageInfo { hasPreviousPage hasNextPage startCursor endCursor }
            }
            """;

    /** All records of a kind. */
    static Question root(RecordKind kind) {
        String document = "query (%s) { list: %s(at: $at, %s) %s }"
                .formatted(VARIABLES.formatted(kind.type(), kind.type()), kind.plural(), ARGUMENTS, LIST);
        return new Question(document, Map.of());
    }

    /** The rows that a way leads to from one record. */
    static Question below(RecordKind kind, String id, Relation way) {
        String type = Term.type(target(way));
        String document = "query ($id: ID!, %s) { parent: %s(id: $id, at: $at) { list: %s(%s) %s } }"
                .formatted(VARIABLES.formatted(type, type), kind.singular(), way.name(), ARGUMENTS, LIST);
        return new Question(document, Map.of("id", id));
    }

    /** Whether a way leads to a list with pages, rather than to one record or a plain list of links. */
    static boolean isList(Relation way) {
        return switch (way) {
            case Relation.ToOne one -> false;
            case Relation.ToMany many -> true;
            case Relation.Linked linked -> !linked.forward();
        };
    }

    static Table target(Relation way) {
        return switch (way) {
            case Relation.ToOne one -> one.targets().getFirst();
            case Relation.ToMany many -> many.target();
            case Relation.Linked linked -> linked.target();
        };
    }

    Question with(String name, Object value) {
        Map<String, @Nullable Object> more = new HashMap<>(variables);
        more.put(name, value);
        return new Question(document, more);
    }

    Question at(int sequence) {
        return with("at", Map.of("sequence", sequence));
    }

    /** Returns the page that answers it; fails on errors. */
    Answer ask(HttpGraphQlTester graphQl) {
        JsonNode data =
                GraphQl.data(graphQl.document(document).variables(variables).execute());
        return Answer.of((data.has("parent") ? data.path("parent") : data).path("list"), toString());
    }

    /**
     * A page as it was answered.
     *
     * @param nodes ids of the nodes
     * @param edges ids of the nodes of the edges
     */
    record Answer(
            List<String> nodes,
            List<String> edges,
            List<String> cursors,
            boolean hasPrevious,
            boolean hasNext,
            @Nullable String start,
            @Nullable String end,
            int totalCount) {

        private static Answer of(JsonNode list, String question) {
            if (!list.isObject()) {
                throw new AssertionError("no list for " + question);
            }
            List<String> edges = new ArrayList<>();
            List<String> cursors = new ArrayList<>();
            for (JsonNode edge : list.path("edges")) {
                edges.add(edge.path("node").path("id").asString());
                cursors.add(edge.path("cursor").asString());
            }
            List<String> nodes = new ArrayList<>();
            list.path("nodes").forEach(node -> nodes.add(node.path("id").asString()));
            JsonNode info = list.path("pageInfo");
            return new Answer(
                    nodes,
                    edges,
                    cursors,
                    info.path("hasPreviousPage").asBoolean(),
                    info.path("hasNextPage").asBoolean(),
                    info.path("startCursor").asString(null),
                    info.path("endCursor").asString(null),
                    list.path("totalCount").asInt());
        }
    }
}

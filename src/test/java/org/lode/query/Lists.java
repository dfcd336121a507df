package org.lode.query;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.model.RecordKind;
import org.lode.model.Table;
import org.lode.model.Table.PartKind;
import org.lode.support.GraphQl;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;

/** Reads whole lists over GraphQL, page after page, as a client would. */
final class Lists {
    private final HttpGraphQlTester graphQl;
    private final DataPackage data;

    Lists(HttpGraphQlTester graphQl, DataPackage data) {
        this.graphQl = graphQl;
        this.data = data;
    }

    /** The ids of a list and its {@code totalCount}. */
    record Listed(List<String> ids, int totalCount) {}

    /** The rows of a table in one release that meet a filter; parts as the lists of their owners hold them. */
    Listed filtered(Table table, int sequence, Map<String, ?> filter) {
        return table instanceof PartKind part
                ? parts(part, sequence, filter)
                : records((RecordKind) table, sequence, filter);
    }

    private Listed records(RecordKind kind, int sequence, Map<String, ?> filter) {
        String query = """
                query ($filter: %sFilter!, $at: ReleaseRef!, $after: String) {
                  list: %s(filter: $filter, at: $at, first: 500, after: $after) {
                    totalCount nodes { id: recordId } pageInfo { hasNextPage endCursor }
                  }
                }
                """.formatted(kind.type(), kind.plural());
        Map<String, @Nullable Object> variables = new LinkedHashMap<>();
        variables.put("filter", filter);
        variables.put("at", Map.of("sequence", sequence));
        List<String> ids = new ArrayList<>();
        JsonNode list;
        do {
            list = GraphQl.data(graphQl.document(query).variables(variables).execute())
                    .path("list");
            ids.addAll(ids(list));
            variables.put("after", list.path("pageInfo").path("endCursor").asString(""));
        } while (list.path("pageInfo").path("hasNextPage").asBoolean());
        return new Listed(ids, list.path("totalCount").asInt());
    }

    private Listed parts(PartKind part, int sequence, Map<String, ?> filter) {
        String query = """
                query ($filter: %sFilter!, $at: ReleaseRef!, $after: String) {
                  owners: %s(at: $at, first: 500, after: $after) {
                    nodes { id list: %s(filter: $filter, first: 500) { totalCount nodes { id: recordId } } }
                    pageInfo { hasNextPage endCursor }
                  }
                }
                """.formatted(part.type(), data.record(part.owner()).plural(), part.part());
        Map<String, @Nullable Object> variables = new LinkedHashMap<>();
        variables.put("filter", filter);
        variables.put("at", Map.of("sequence", sequence));
        List<String> ids = new ArrayList<>();
        int total = 0;
        JsonNode owners;
        do {
            owners = GraphQl.data(graphQl.document(query).variables(variables).execute())
                    .path("owners");
            for (JsonNode owner : owners.path("nodes")) {
                ids.addAll(ids(owner.path("list")));
                total += owner.path("list").path("totalCount").asInt();
            }
            variables.put("after", owners.path("pageInfo").path("endCursor").asString(""));
        } while (owners.path("pageInfo").path("hasNextPage").asBoolean());
        // Owner after owner is not quite the order of the parts' own ids: '/' comes after '-'.
        ids.sort(Meaning.BY_CODE_POINTS);
        return new Listed(ids, total);
    }

    static List<String> ids(JsonNode list) {
        List<String> ids = new ArrayList<>();
        list.path("nodes").forEach(node -> ids.add(node.path("id").asString()));
        return ids;
    }
}

package org.lode.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lode.model.DataPackage;
import org.lode.model.Names;
import org.lode.model.RecordKind;
import org.lode.support.GraphQl;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.lode.support.MadeReleases;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;

/** A text as a filter of lists finds what a search finds. */
@LodeTest
class TextFilterTests extends MadeReleases {
    private final HttpGraphQlTester graphQl;
    private final DataPackage data;
    private final Search search;
    private final Http http;

    TextFilterTests(HttpGraphQlTester graphQl, DataPackage data, Http http) {
        this.graphQl = graphQl;
        this.data = data;
        this.search = new Search(graphQl);
        this.http = http;
    }

    private JsonNode list(RecordKind kind, Map<String, ?> filter, int sequence) {
        return GraphQl.data(graphQl.document(
                                "query ($filter: %sFilter, $at: ReleaseRef) { list: %s(filter: $filter, at: $at, first: 500) { totalCount nodes { id: recordId } } }"
                                        .formatted(kind.type(), kind.plural()))
                        .variable("filter", filter)
                        .variable("at", Map.of("sequence", sequence))
                        .execute())
                .path("list");
    }

    private static Set<String> ids(JsonNode list) {
        return list.path("nodes")
                .valueStream()
                .map(node -> node.path("id").asString())
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"rare earth\" japan", "disprosium", "nickel -canada", ""})
    void aListHasWhatASearchFinds(String text) {
        assertListsHaveWhatASearchFinds(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lynas", "資源", "off-take", "-copper", "co.", "-"})
    @Tag("thorough")
    void listsHaveWhatMoreSearchesFind(String text) {
        assertListsHaveWhatASearchFinds(text);
    }

    private void assertListsHaveWhatASearchFinds(String text) {
        for (int sequence : List.of(FIRST - 1, FIRST + 1)) {
            long all = 0;
            for (RecordKind kind : data.shown()) {
                if (!data.searched(kind).isEmpty()) {
                    JsonNode list = list(kind, Map.of("text", Map.of("matches", text)), sequence);
                    JsonNode found = search.page(
                            text,
                            Map.of(
                                    "first",
                                    500,
                                    "types",
                                    List.of(Names.constant(kind.type())),
                                    "at",
                                    Map.of("sequence", sequence)));
                    assertThat(list.path("totalCount").asInt())
                            .as("%s %s", kind.type(), text)
                            .isEqualTo(found.path("totalCount").asInt());
                    if (list.path("totalCount").asInt() <= 500) {
                        assertThat(ids(list)).isEqualTo(Set.copyOf(Search.ids(found)));
                    }
                    all += list.path("totalCount").asInt();
                }
            }
            assertThat(all)
                    .isEqualTo(search.page(text, Map.of("first", 0, "at", Map.of("sequence", sequence)))
                            .path("totalCount")
                            .asInt());
        }
    }

    @Test
    void itIsJoinedWithOtherConditions() {
        RecordKind projects = data.record("projects");
        Map<String, ?> lynas = Map.of("text", Map.of("matches", "lynas"));
        Set<String> found = ids(list(projects, lynas, 4));
        assertThat(found).contains("project:lynas-mt-weld-gebeng");
        int all = list(projects, Map.of(), 4).path("totalCount").asInt();
        assertThat(list(projects, Map.of("not", lynas), 4).path("totalCount").asInt())
                .isEqualTo(all - found.size());
        assertThat(ids(list(
                        projects,
                        Map.of("and", List.of(lynas, Map.of("country", Map.of("code", Map.of("eq", "AU"))))),
                        4)))
                .isEqualTo(ids(list(
                        projects,
                        Map.of("text", Map.of("matches", "lynas"), "country", Map.of("code", Map.of("eq", "AU"))),
                        4)))
                .contains("project:lynas-mt-weld-gebeng");
        assertThat(ids(list(data.record("investments"), Map.of("project", lynas), 4)))
                .contains("investment:lynas-2011-loan");
        assertThat(ids(list(data.record("countries"), Map.of("projects", Map.of("some", lynas)), 4)))
                .contains("country:AU");
    }

    @Test
    void groupsCountsAndFilesFollowIt() {
        JsonNode answer = GraphQl.data(graphQl.document("""
                        { projects(filter: {text: {matches: "rare earths"}}, first: 0) {
                            totalCount aggregate { count } groups(by: [STAGE]) { aggregate { count } } exportUrl(format: JSONL) } }
                        """).execute()).path("projects");
        int count = answer.path("totalCount").asInt();
        assertThat(count).isGreaterThan(10);
        assertThat(answer.at("/aggregate/count").asInt()).isEqualTo(count);
        assertThat(answer.path("groups")
                        .valueStream()
                        .mapToInt(group -> group.at("/aggregate/count").asInt())
                        .sum())
                .isEqualTo(count);
        byte[] file = http.send("GET", answer.path("exportUrl").asString()).body();
        assertThat(new String(file, UTF_8).lines().count()).isEqualTo(count);
    }
}

package org.lode.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lode.support.GraphQl;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.lode.support.MadeReleases;
import org.lode.support.Replay;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;

/** An id names one object: two states of a record never share an id, and node finds each. */
@LodeTest
class IdsTests extends MadeReleases {
    private static final String ONE = "2026.11.0";
    private static final String TWO = "2026.11.1";
    private static final String THREE = "2026.11.2";
    private static final String LATEST = RELEASES.getLast().text("version");

    private final HttpGraphQlTester graphQl;
    private final Http http;

    IdsTests(HttpGraphQlTester graphQl, Http http) {
        this.graphQl = graphQl;
        this.http = http;
    }

    private JsonNode data(String query) {
        return GraphQl.data(graphQl.document(query).execute());
    }

    @Test
    void oneRecordAtTwoReleasesHasTwoIds() {
        JsonNode data = data("""
                {
                  then: deal(id: "deal:lynas-japan-supply", at: {sequence: 1}) { id recordId }
                  on: deal(id: "deal:lynas-japan-supply@2026.11.1") { id recordId }
                  now: deal(id: "deal:lynas-japan-supply") { id recordId }
                  named: deal(id: "deal:lynas-japan-supply", at: {version: "%s"}) { id recordId }
                }
                """.formatted(LATEST));
        assertThat(data.findValuesAsString("recordId")).hasSize(4).containsOnly("deal:lynas-japan-supply");
        assertThat(data.findValuesAsString("id"))
                .containsExactly(
                        "deal:lynas-japan-supply@" + ONE,
                        "deal:lynas-japan-supply@" + TWO,
                        "deal:lynas-japan-supply",
                        "deal:lynas-japan-supply@" + LATEST);
    }

    private static final String DEEP = """
            {
              projects(first: 4, %1$s) {
                nodes { id recordId
                  country { id recordId name } agency { id recordId } minerals { id recordId lists { nodes { id recordId } } }
                  participants { nodes { id recordId organization { id recordId country { id recordId } } } }
                  investments(first: 3) {
                    groups(by: [RECIPIENT]) { key { recipient { id recordId name } } }
                    edges { node { id recordId citations(first: 2) { nodes { id recordId subject { id recordId } source { id recordId } } } } }
                  }
                }
                groups(by: [COUNTRY, MINERAL]) { key { country { id recordId } mineral { id recordId name } } }
              }
              coverage(%1$s) { claim { id recordId subject { id recordId } } }
              search(text: "cobalt", first: 3, %1$s) { release { version } nodes { record { id recordId } } }
              suggest(text: "lofd", %1$s) { record { id recordId } }
            }
            """;

    @Test
    void whatIsBelowANamedReleaseNamesItToo() {
        JsonNode data = data(DEEP.formatted("at: {sequence: 3}"));
        assertThat(data.findValuesAsString("id"))
                .hasSizeGreaterThan(50)
                .isEqualTo(data.findValuesAsString("recordId").stream()
                        .map(id -> id + "@" + THREE)
                        .toList());
        assertThat(data.path("search").path("nodes")).isNotEmpty();
        assertThat(data.path("suggest")).isNotEmpty();
        assertThat(data.path("search").path("release").path("version").asString())
                .isEqualTo(THREE);
    }

    @Test
    void withoutANamedReleaseIdsArePermanentOnes() {
        JsonNode data = data(DEEP.replace(", %1$s", "").replace("(%1$s)", ""));
        assertThat(data.findValuesAsString("id")).hasSizeGreaterThan(50).isEqualTo(data.findValuesAsString("recordId"));
    }

    @Test
    void everyNodeIsFoundByTheIdThatItHas() {
        for (String at : List.of("at: {sequence: 3}", "at: {version: \"%s\"}".formatted(LATEST), "filter: {}")) {
            JsonNode found = data("""
                    { projects(first: 2, %1$s) { nodes { __typename id country { __typename id } minerals { __typename id lists { nodes { __typename id } } }
                        participants { nodes { __typename id } } citations(first: 2) { nodes { __typename id } } } }
                      deals(first: 25, %1$s) { nodes { __typename id parties { nodes { __typename id } } events { nodes { __typename id } } } } }
                    """.formatted(at));
            List<String> ids = found.findValuesAsString("id").stream()
                    .distinct()
                    .limit(500)
                    .toList();
            Map<String, String> types = new TreeMap<>();
            collect(found, types);
            assertThat(types.values()).contains("Deal", "DealParty", "DealEvent", "ProjectParticipant", "MineralList");
            JsonNode nodes = GraphQl.data(
                            graphQl.document("query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }")
                                    .variable("ids", ids)
                                    .execute())
                    .path("nodes");
            assertThat(nodes).hasSameSizeAs(ids);
            for (int i = 0; i < ids.size(); i++) {
                assertThat(nodes.path(i).path("id").asString()).isEqualTo(ids.get(i));
                assertThat(nodes.path(i).path("__typename").asString()).isEqualTo(types.get(ids.get(i)));
            }
        }
    }

    private static void collect(JsonNode node, Map<String, String> types) {
        if (node.has("id")) {
            types.put(node.path("id").asString(), node.path("__typename").asString());
        }
        node.forEach(below -> collect(below, types));
    }

    @Test
    void nodesMayNameSeveralReleases() {
        JsonNode nodes = data("""
                { nodes(ids: ["project:lofdal@2026.11.1", "project:lofdal", "country:AU@2026.11.2", "project:nothing@2026.11.1",
                    "project:lofdal@2026.11.2"]) {
                    id ... on Record { recordId release { version } history { totalCount release { version } } }
                    ... on Project { country { id } investments { totalCount release { version } nodes { id recordId release { version } } } } } }
                """).path("nodes");
        assertThat(nodes.path(3).isNull()).isTrue();
        List<String> versions = List.of(TWO, LATEST, THREE, "", THREE);
        for (int i : List.of(0, 1, 2, 4)) {
            assertThat(nodes.path(i).findValuesAsString("version"))
                    .hasSizeGreaterThan(1)
                    .containsOnly(versions.get(i));
        }
        assertThat(nodes.path(4)
                        .path("investments")
                        .path("nodes")
                        .path(0)
                        .path("id")
                        .asString())
                .isEqualTo(nodes.path(1)
                                .path("investments")
                                .path("nodes")
                                .path(0)
                                .path("recordId")
                                .asString() + "@" + THREE);
        assertThat(nodes.path(1).path("country").path("id").asString()).isEqualTo("country:NA");
        assertThat(nodes.path(4).path("country").path("id").asString()).isEqualTo("country:NA@" + THREE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "project(id: \"project:lofdal@2026.11.1\", at: {sequence: 3}) { name }",
                "proof(type: PROJECT, id: \"project:lofdal@2026.11.1\", at: {sequence: 3}) { root }"
            })
    void anIdOfAnotherReleaseThanTheOneNamedIsRefused(String field) {
        assertRefused(field, "id", "project:lofdal@2026.11.1", "project:lofdal@2026.11.2 or project:lofdal");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "projects(at: {sequence: 2}, filter: {id: {eq: \"ID\"}})",
                "projects(at: {sequence: 2}, filter: {id: {in: [\"ID\", \"project:nothing\"]}})",
                "projects(at: {sequence: 2}, filter: {and: [{not: {id: {ne: \"ID\"}}}]})",
                "projects(at: {sequence: 2}, filter: {citations: {some: {subjectId: {eq: \"ID\"}}}})"
            })
    void filtersTakeBothFormsOfAnId(String field) {
        String query = "{ list: %s { totalCount nodes { id recordId } pageInfo { endCursor } exportUrl } }";
        JsonNode bare = data(query.formatted(field.replace("ID", "project:lofdal")));
        JsonNode named = data(query.formatted(field.replace("ID", "project:lofdal@" + TWO)));
        assertThat(named).isEqualTo(bare);
        assertThat(named.path("list").path("nodes").path(0).path("id").asString())
                .isEqualTo("project:lofdal@" + TWO);
    }

    @Test
    void filtersOfNestedListsTakeBothFormsOfAnId() {
        JsonNode data = data("""
                { country(id: "country:NA@2026.11.1") {
                    a: projects(filter: {id: {eq: "project:lofdal"}}) { nodes { id } }
                    b: projects(filter: {id: {eq: "project:lofdal@2026.11.1"}}) { nodes { id } } } }
                """).path("country");
        assertThat(data.path("a")).isEqualTo(data.path("b"));
        assertThat(data.findValuesAsString("id")).hasSize(2).containsOnly("project:lofdal@" + TWO);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            projects(at: {sequence: 2}, filter: {id: {eq: "project:lofdal@2026.11.0"}}) { totalCount }                | filter.id.eq
            projects(filter: {id: {in: ["project:abra", "project:lofdal@2026.11.0"]}}) { totalCount }                 | filter.id.in[1]
            projects(filter: {or: [{}, {deals: {some: {projectId: {eq: "project:lofdal@2026.11.0"}}}}]}) { nodes { id } } | filter.or[1].deals.some.projectId.eq
            country(id: "country:NA@2026.11.1") { projects(filter: {id: {ne: "project:lofdal@2026.11.0"}}) { totalCount } } | filter.id.ne
            """)
    void anIdInAFilterIsOfTheReleaseOfTheList(String field, String argument) {
        assertRefused(field, argument, "project:lofdal@2026.11.0", " or project:lofdal");
    }

    private void assertRefused(String field, String argument, String value, String expected) {
        graphQl.document("{ list: %s }".formatted(field))
                .execute()
                .errors()
                .satisfy(errors -> assertThat(errors).singleElement().satisfies(error -> {
                    assertThat(error.getExtensions())
                            .containsEntry("code", "BAD_USER_INPUT")
                            .containsEntry("argument", argument)
                            .containsEntry("value", value);
                    assertThat(error.getMessage()).contains(expected);
                }));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "node(id: \"project:lofdal@1999.1.0\") { id }",
                "nodes(ids: [\"project:lofdal\", \"project:lofdal@1999.1.0\"]) { id }",
                "project(id: \"project:lofdal@1999.1.0\") { id }",
                "project(id: \"project:lofdal@1999.1.0\", at: {sequence: 1}) { id }",
                "projects(filter: {id: {eq: \"project:lofdal@1999.1.0\"}}) { totalCount }",
                "proof(type: PROJECT, id: \"project:lofdal@1999.1.0\") { root }"
            })
    void anIdOfAReleaseThatThereIsNotIsRefused(String field) {
        graphQl.document("{ list: %s }".formatted(field))
                .execute()
                .errors()
                .satisfy(errors -> assertThat(errors).singleElement().satisfies(error -> {
                    assertThat(error.getExtensions()).containsEntry("code", "RELEASE_NOT_FOUND");
                    assertThat(error.getMessage()).contains("version 1999.1.0");
                }));
    }

    @Test
    void nodeTakesNothingButAnId() {
        JsonNode arguments = data("{ __type(name: \"Query\") { fields { name args { name type { kind } } } } }");
        for (JsonNode field : arguments.path("__type").path("fields")) {
            if (field.path("name").asString().startsWith("node")) {
                assertThat(field.path("args")).hasSize(1);
            }
        }
    }

    @Test
    void anExportTakesBothFormsOfAnIdAndHoldsPermanentOnes() {
        String address = "/export/%s.csv?at=%s&fields=%s&%s=";
        for (String form : List.of("project:lofdal", "project:lofdal@" + TWO)) {
            String filter = encoded("{\"id\":{\"eq\":\"%s\"}}".formatted(form));
            assertThat(text(address.formatted("projects", TWO, "id", "filter") + filter))
                    .isEqualToNormalizingNewlines("id\nproject:lofdal\n");
            String rows = encoded("{\"projectId\":{\"eq\":\"%s\"}}".formatted(form));
            assertThat(text(address.formatted("project_participants", TWO, "project_id", "rows") + rows))
                    .startsWith("project_id")
                    .contains("project:lofdal")
                    .doesNotContain("@");
        }
        String other = encoded("{\"id\":{\"eq\":\"project:lofdal@%s\"}}".formatted(ONE));
        assertThat(http.send("GET", address.formatted("projects", TWO, "id", "filter") + other)
                        .statusCode())
                .isEqualTo(400);
    }

    private String text(String path) {
        return new String(http.send("GET", path).body(), StandardCharsets.UTF_8);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    @Test
    @Tag("thorough")
    void noTwoChangesShareAnId() {
        Map<String, JsonNode> known = new TreeMap<>();
        int feed = changes(known, "changes(sinceSequence: 0, first: 500 AFTER)", "");
        assertThat(known)
                .hasSize(feed)
                .allSatisfy((id, change) -> assertThat(id).startsWith("change:"));
        assertThat(known).containsKey("change:deal:lynas-japan-supply@" + ONE);
        changes(known, "changes(sinceSequence: 0, direction: DESC, types: [PROJECT, REDIRECT], first: 500 AFTER)", "");
        changes(known, "history(first: 500 AFTER)", "deal:lynas-japan-supply");
        changes(known, "history(first: 500 AFTER)", "project:lofdal@" + THREE);
        assertThat(known).hasSize(feed);
        int last = RELEASES.getLast().sequence();
        int differences = 0;
        for (String way : List.of(
                "from: {sequence: 1}, to: {sequence: 4}",
                "from: {sequence: 4}, to: {sequence: 1}",
                "from: {sequence: 1}, to: {sequence: 3}",
                "from: {sequence: 4}, to: {sequence: %d}".formatted(last))) {
            differences += changes(known, "diff(%s, first: 500 AFTER)".formatted(way), "");
        }
        assertThat(known).hasSize(feed + differences).containsKey("diff:deal:lynas-japan-supply@2026.11.0..2026.11.2");
    }

    /** Notes all changes of a list by their ids; fails where one is known with other content. */
    private int changes(Map<String, JsonNode> known, String field, String record) {
        String list =
                " { nodes { op type id recordId note into reasons release { version } beforeHash afterHash fields { path before after } }"
                        + " pageInfo { hasNextPage endCursor } }";
        List<JsonNode> found = new ArrayList<>();
        String after = "";
        while (true) {
            String asked = field.replace("AFTER", after) + list;
            JsonNode page = record.isEmpty()
                    ? data("{ list: %s }".formatted(asked)).path("list")
                    : data("{ node(id: \"%s\") { ... on Record { list: %s } } }".formatted(record, asked))
                            .path("node")
                            .path("list");
            page.path("nodes").forEach(found::add);
            if (!page.path("pageInfo").path("hasNextPage").asBoolean()) {
                break;
            }
            after = ", after: \"%s\""
                    .formatted(page.path("pageInfo").path("endCursor").asString());
        }
        assertThat(found).isNotEmpty();
        found.forEach(change -> {
            JsonNode other = known.putIfAbsent(change.path("id").asString(), change);
            assertThat(other == null ? change : other).isEqualTo(change);
            assertThat(change.path("id").asString())
                    .contains(change.path("recordId").asString());
        });
        return found.size();
    }

    @Test
    void proofsOfARecordAndOfItsRedirectHaveIdsOfTheirOwn() {
        Replay.RecordName redirect = RELEASES.getLast().records().keySet().stream()
                .filter(name -> name.type().equals("Redirect"))
                .findFirst()
                .orElseThrow();
        JsonNode data = data("""
                {
                  a: proof(type: PROJECT, id: "project:lofdal@2026.11.1") { id recordId release { version } }
                  b: proof(type: PROJECT, id: "project:lofdal") { id recordId release { version } }
                  c: proof(type: REDIRECT, id: "%s") { id recordId release { version } }
                }
                """.formatted(redirect.id()));
        assertThat(data.findValuesAsString("id"))
                .containsExactly(
                        "proof:project:lofdal@" + TWO,
                        "proof:project:lofdal@" + LATEST,
                        "proof:redirect:" + redirect.id() + "@" + LATEST);
        assertThat(data.findValuesAsString("recordId"))
                .containsExactly("project:lofdal", "project:lofdal", redirect.id());
        assertThat(data.path("a").path("release").path("version").asString()).isEqualTo(TWO);
    }

    @Test
    void everyListNamesItsRelease() {
        JsonNode data = data("""
                {
                  releases { release { version } }
                  projects { release { version } }
                  search(text: "cobalt") { release { version } }
                  changes(sinceSequence: 1) { release { version } }
                  diff(from: {sequence: 4}, to: {sequence: 2}) { release { version } }
                  project(id: "project:lofdal", at: {sequence: 3}) {
                    history { release { version } } investments { release { version } }
                  }
                }
                """);
        assertThat(data.findValuesAsString("version"))
                .containsExactly(LATEST, LATEST, LATEST, LATEST, TWO, THREE, THREE);
    }

    @Test
    void aCursorOfAnOlderReleaseNamesIt() {
        JsonNode first = data("""
                { projects(first: 1, at: {sequence: 3}) { pageInfo { endCursor } }
                  search(text: "cobalt", first: 1, at: {sequence: 3}) { pageInfo { endCursor } }
                  organization(id: "org:jogmec", at: {sequence: 3}) {
                    agencyInvestments(first: 1) { pageInfo { endCursor } } history(first: 1) { pageInfo { endCursor } } } }
                """);
        List<String> cursors = first.findValuesAsString("endCursor");
        JsonNode next = data("""
                { projects(first: 1, after: "%s") { release { version } nodes { id recordId country { id recordId } } }
                  search(text: "cobalt", first: 1, after: "%s") { release { version } nodes { record { id recordId } } } }
                """.formatted(cursors.get(0), cursors.get(1)));
        assertThat(next.findValuesAsString("version")).hasSize(2).containsOnly(THREE);
        assertThat(next.findValuesAsString("id"))
                .hasSize(3)
                .isEqualTo(next.findValuesAsString("recordId").stream()
                        .map(id -> id + "@" + THREE)
                        .toList());
        JsonNode below = data("""
                { organization(id: "org:jogmec") { id
                    agencyInvestments(first: 1, after: "%s") { release { version } nodes { id agency { id } citations { nodes { id } } } }
                    history(after: "%s") { release { version } nodes { op } } } }
                """.formatted(cursors.get(2), cursors.get(3))).path("organization");
        assertThat(below.path("id").asString()).isEqualTo("org:jogmec");
        assertThat(below.findValuesAsString("version")).hasSize(2).containsOnly(THREE);
        assertThat(below.path("agencyInvestments").findValuesAsString("id"))
                .hasSizeGreaterThan(2)
                .allSatisfy(id -> assertThat(id).endsWith("@" + THREE));
    }

    @Test
    void aCursorOfTheLatestReleaseLeavesIdsAsTheyAre() {
        JsonNode first = data("{ projects(first: 1) { pageInfo { endCursor } } }");
        JsonNode next = data("{ projects(first: 1, after: \"%s\") { nodes { id recordId } } }"
                .formatted(first.findValuesAsString("endCursor").getFirst()));
        assertThat(next.findValuesAsString("id")).hasSize(1).isEqualTo(next.findValuesAsString("recordId"));
    }

    @Test
    void anAnswerToIdsOfReleasesNeverChanges() {
        for (String query : List.of(
                "{ node(id: \"project:lofdal@2026.11.1\") { id } nodes(ids: [\"country:AU@2026.11.2\"]) { id } }",
                "{ project(id: \"project:lofdal@2026.11.1\") { name } }")) {
            assertThat(cacheControl(query)).contains("immutable");
        }
        for (String query : List.of(
                "{ node(id: \"project:lofdal\") { id } }",
                "{ nodes(ids: [\"country:AU@2026.11.2\", \"country:AU\"]) { id } }",
                "{ nodes(ids: []) { id } }")) {
            assertThat(cacheControl(query)).doesNotContain("immutable");
        }
    }

    private String cacheControl(String query) {
        return http.get(Map.of("query", query))
                .headers()
                .firstValue("Cache-Control")
                .orElseThrow();
    }
}

package org.lode.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lode.support.GraphQl;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What clients rely on: nulls for unset variables, paths in errors, partial answers, introspection that tools send. */
@LodeTest
class ClientContractTests {
    private final HttpGraphQlTester graphQl;
    private final Http http;

    ClientContractTests(HttpGraphQlTester graphQl, Http http) {
        this.graphQl = graphQl;
        this.http = http;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "projects(filter: null) { totalCount }|projects { totalCount }",
                "projects(orderBy: null, at: null, first: null, after: null) { nodes { id } }|projects { nodes { id } }",
                "search(text: \"cobalt\", types: null) { totalCount }|search(text: \"cobalt\") { totalCount }",
                "changes(sinceSequence: 1, types: null) { totalCount }|changes(sinceSequence: 1) { totalCount }",
                "project(id: \"project:lofdal\", at: null) { name }|project(id: \"project:lofdal\") { name }",
                "release(at: null) { version }|release { version }"
            })
    void nullForAnArgumentMeansLeftOut(String pair) {
        String[] fields = pair.split("\\|");
        JsonNode data = GraphQl.data(graphQl.document("{ a: %s b: %s }".formatted(fields[0], fields[1]))
                .execute());
        assertThat(data.path("a")).isEqualTo(data.path("b")).isNotEmpty();
    }

    @Test
    void nullForAVariableMeansLeftOut() {
        Map<String, @Nullable Object> unset = new HashMap<>();
        List.of("filter", "order", "at", "first", "after").forEach(name -> unset.put(name, null));
        JsonNode data = GraphQl.data(graphQl.document("""
                        query ($filter: ProjectFilter, $order: [ProjectOrder!], $at: ReleaseRef, $first: Int, $after: String) {
                          a: projects(filter: $filter, orderBy: $order, at: $at, first: $first, after: $after) { nodes { id } }
                          b: projects { nodes { id } }
                        }
                        """).variables(unset).execute());
        assertThat(data.path("a")).isEqualTo(data.path("b")).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"status":{"eq":"ACTIV"}}                         | f.status.eq: ACTIV (expected: a value of ProjectStatus: ACTIVE, COMPLETED
            {"nope":{"eq":"ACTIV"}}                           | f.nope: null (expected: a field of ProjectFilter: and, or, not, text, id
            {"stage":{"eq":"ACTIV"}}                          | f.stage.eq: ACTIV (expected: a value of ProjectStage:
            {"minerals":{"some":{"symbol":{"eq":5}}}}         | f.minerals.some.symbol.eq: 5 (expected: text (String))
            {"and":[{},{"name":{"like":"x"}}]}                | f.and[1].name.like: null (expected: a field of StringFilter: eq, ne
            {"name":"x"}                                      | f.name: "x" (expected: an object of type StringFilter)
            {"stage":{"in":["FEASIBILITY",null]}}             | f.stage.in[1]: null (expected: a value of type ProjectStage!)
            {"startDate":{"gte":"2011-3"}}                    | f.startDate.gte: 2011-3 (expected:
            {"startDate":{"gte":true}}                        | f.startDate.gte: true (expected:
            {"investments":{"some":{"amountUsd":{"gt":"x"}}}} | f.investments.some.amountUsd: null (expected: a field of InvestmentFilter
            """)
    void anErrorInAVariableNamesItsPath(String filter, String message) {
        JsonNode answer = Http.json(http.post(Map.of(
                "query",
                "query ($f: ProjectFilter) { projects(filter: $f) { totalCount } }",
                "variables",
                Map.of("f", JsonMapper.shared().readTree(filter)))));
        JsonNode error = answer.path("errors").path(0);
        assertThat(error.path("message").asString()).startsWith(message);
        assertThat(error.path("extensions").path("code").asString()).isEqualTo("BAD_USER_INPUT");
        assertThat(error.path("extensions").path("argument").asString())
                .isEqualTo(message.substring(0, message.indexOf(':')));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"startDate":{"gte":2011}}                           | {"startDate":{"gte":"2011"}}
            {"investments":{"some":{"money":{"usd":{"amount":{"gt":1000000.5}}}}}} | {"investments":{"some":{"money":{"usd":{"amount":{"gt":"1000000.5"}}}}}}
            {"investments":{"some":{"money":{"usd":{"amount":{"gt":1000000}}}}}}   | {"investments":{"some":{"money":{"usd":{"amount":{"gt":"1000000"}}}}}}
            """)
    void numbersAreTakenForDecimalsAndYears(String number, String text) {
        String query = "query ($f: ProjectFilter, $g: ProjectFilter) {"
                + " a: projects(filter: $f) { nodes { id } } b: projects(filter: $g) { nodes { id } } }";
        Map<String, @Nullable Object> variables = new HashMap<>();
        variables.put("f", JsonMapper.shared().readValue(number, Map.class));
        variables.put("g", JsonMapper.shared().readValue(text, Map.class));
        JsonNode data =
                GraphQl.data(graphQl.document(query).variables(variables).execute());
        assertThat(data.path("a")).isEqualTo(data.path("b"));
        assertThat(data.path("a").path("nodes")).isNotEmpty();
        String literal = number.replaceAll("\"(\\w+)\":", "$1:");
        JsonNode again =
                GraphQl.data(graphQl.document("{ a: projects(filter: %s) { nodes { id } } }".formatted(literal))
                        .execute());
        assertThat(again.path("a")).isEqualTo(data.path("a"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            query ($d: OrderDirection = ASC) { projects(orderBy: [{field: NAME, direction: $d}]) { totalCount } }
            query ($d: OrderDirection = ASC) { changes(sinceSequence: 0, direction: $d) { totalCount } }
            query ($d: Int = 0) { changes(sinceSequence: $d) { totalCount } }
            query ($d: ID = "project:lofdal") { project(id: $d) { name } }
            query ($d: [ID!] = []) { nodes(ids: $d) { id } }
            """)
    void anExplicitNullOverADefaultIsTheClientsError(String query) {
        Map<String, @Nullable Object> variables = new HashMap<>();
        variables.put("d", null);
        JsonNode answer = Http.json(http.post(Map.of("query", query, "variables", variables)));
        assertThat(answer.path("errors").path(0).path("extensions").path("code").asString())
                .as("%s", answer)
                .isEqualTo("BAD_USER_INPUT");
    }

    @Test
    void aRootFieldThatFailsLeavesTheOthers() {
        JsonNode answer = Http.json(http.post(Map.of(
                "query",
                "{ release { version } p: projects(after: \"bad\") { totalCount } s: search(text: \"x\", after: \"bad\")"
                        + " { totalCount } o: offices { totalCount } }")));
        assertThat(answer.path("data").path("release").path("version").asString())
                .isNotEmpty();
        assertThat(answer.path("data").path("o").path("totalCount").asInt()).isPositive();
        assertThat(answer.path("data").path("p").isNull()).isTrue();
        assertThat(answer.path("errors")).hasSize(2);
    }

    @Test
    void aDryRunHasNoData() {
        JsonNode answer =
                Http.json(http.post(Map.of("query", "{ release { version } }", "extensions", Map.of("dryRun", true))));
        assertThat(answer.has("data")).as("%s", answer).isFalse();
        assertThat(answer.path("extensions").path("cost").path("requested").asInt())
                .isPositive();
    }

    @Test
    void introspectionNamesTheDirectivesOfTheSchemaFile() {
        List<String> names = GraphQl.data(
                        graphQl.document("{ __schema { directives { name } } }").execute())
                .findValuesAsString("name");
        assertThat(names)
                .containsExactlyInAnyOrder("skip", "include", "deprecated", "specifiedBy", "oneOf", "cost", "listSize");
        JsonNode answer = Http.json(http.post(Map.of("query", "{ ... @defer { projects { totalCount } } }")));
        assertThat(answer.path("errors").path(0).path("message").asString()).contains("@defer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ a: __type(name: \"Project\") { name } b: __type(name: \"Deal\") { name }"
                        + " c: __type(name: \"Query\") { name } d: __type(name: \"Office\") { name } }",
                "{ __schema { types { name interfaces { name fields { name } } } } }",
                "{ __schema { types { fields { type { name fields { name } } } } } }"
            })
    void introspectionThatToolsSendIsAnswered(String query) {
        assertThat(GraphQl.data(graphQl.document(query).execute())).isNotEmpty();
    }

    @Test
    void introspectionIsBoundedByItsCost() {
        String nested = IntStream.range(0, 6).mapToObj(i -> "fields { type { ").collect(Collectors.joining()) + "name"
                + " } }".repeat(6);
        JsonNode answer = Http.json(http.post(Map.of("query", "{ __schema { types { %s } } }".formatted(nested))));
        assertThat(answer.path("errors").path(0).path("extensions").path("code").asString())
                .isEqualTo("QUERY_TOO_COSTLY");
    }

    @Test
    void fiveHundredAliasesAreTaken() {
        String aliases = IntStream.range(0, 100)
                .mapToObj(i -> "a%d: release { v: version }".formatted(i))
                .collect(Collectors.joining(" "));
        assertThat(GraphQl.data(graphQl.document("{ %s }".formatted(aliases)).execute()))
                .hasSize(100);
    }

    @Test
    void aListInAnotherOrderKeepsItsCursor() {
        String query = "query ($c: [String!], $after: String) { projects(first: 2, after: $after,"
                + " filter: {country: {code: {in: $c}}}) { pageInfo { endCursor } nodes { id } } }";
        JsonNode first = GraphQl.data(
                graphQl.document(query).variable("c", List.of("AU", "NA")).execute());
        String cursor =
                first.path("projects").path("pageInfo").path("endCursor").asString();
        JsonNode second = GraphQl.data(graphQl.document(query)
                .variable("c", List.of("NA", "AU"))
                .variable("after", cursor)
                .execute());
        assertThat(second.path("projects").path("nodes"))
                .hasSize(2)
                .isNotEqualTo(first.path("projects").path("nodes"));
    }

    @Test
    void changesBeyondTheLatestReleaseAreNone() {
        int latest = GraphQl.data(graphQl.document("{ release { sequence } }").execute())
                .path("release")
                .path("sequence")
                .asInt();
        JsonNode data = GraphQl.data(
                graphQl.document("{ changes(sinceSequence: %d) { totalCount nodes { type } } }".formatted(latest + 1))
                        .execute());
        assertThat(data.path("changes").path("totalCount").asInt()).isZero();
        assertThat(data.path("changes").path("nodes")).isEmpty();
    }

    @Test
    void changesComeNewestFirstOnDemand() {
        List<JsonNode> oldest =
                all("changes(sinceSequence: 0, types: [PROJECT], first: 300, after: $after)", "changes");
        List<JsonNode> newest = all(
                "changes(sinceSequence: 0, types: [PROJECT], direction: DESC, first: 300, after: $after)", "changes");
        assertThat(newest).isEqualTo(oldest.reversed()).hasSizeGreaterThan(300);
    }

    @Test
    void historyComesNewestFirstOnDemand() {
        String field = "project(id: \"project:lofdal\") { history(direction: %s, first: 1, after: $after)";
        List<JsonNode> oldest = all(field.formatted("ASC"), "history");
        List<JsonNode> newest = all(field.formatted("DESC"), "history");
        assertThat(newest).isEqualTo(oldest.reversed()).hasSizeGreaterThan(1);
    }

    /** Reads all pages of a list of changes. */
    private List<JsonNode> all(String field, String name) {
        List<JsonNode> nodes = new ArrayList<>();
        boolean nested = field.contains("{ history");
        String query = "query ($after: String) { " + field
                + " { nodes { type id op release { sequence } } pageInfo { hasNextPage endCursor } } }"
                + (nested ? " }" : "");
        @Nullable String after = null;
        do {
            JsonNode page = GraphQl.data(
                            graphQl.document(query).variable("after", after).execute())
                    .findValue(name);
            page.path("nodes").forEach(nodes::add);
            after = page.path("pageInfo").path("hasNextPage").asBoolean()
                    ? page.path("pageInfo").path("endCursor").asString()
                    : null;
        } while (after != null);
        return nodes;
    }

    @Test
    void everyRecordHasATitle() {
        JsonNode data = GraphQl.data(graphQl.document("""
                        {
                          projects(first: 3) { nodes { name title country { title } } }
                          investments(first: 5) { nodes { title project { title } } }
                          nodes(ids: ["country:AU", "mineral:cobalt"]) { ... on Record { title } }
                        }
                        """).execute());
        data.path("projects")
                .path("nodes")
                .forEach(project -> assertThat(project.path("title").asString())
                        .isEqualTo(project.path("name").asString()));
        assertThat(data.path("nodes").findValuesAsString("title")).containsExactly("Australia", "Cobalt");
        assertThat(data.path("investments").path("nodes").findValuesAsString("title"))
                .hasSizeGreaterThan(5)
                .doesNotContain("");
    }

    @Test
    void recordsAndListsNameTheirRelease() {
        JsonNode data = GraphQl.data(graphQl.document("""
                        {
                          projects(first: 1, at: {sequence: 2}) {
                            release { sequence }
                            nodes { release { sequence } country { release { sequence } } investments { release { sequence } } }
                          }
                        }
                        """).execute());
        assertThat(data.findValuesAsString("sequence")).containsOnly("2").hasSize(4);
    }
}

package org.lode.http;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.analysis.QueryTraverser;
import graphql.analysis.QueryVisitorFieldEnvironment;
import graphql.analysis.QueryVisitorStub;
import graphql.language.AstPrinter;
import graphql.language.Document;
import graphql.language.NonNullType;
import graphql.language.OperationDefinition;
import graphql.language.Type;
import graphql.language.VariableDefinition;
import graphql.parser.Parser;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.UnExecutableSchemaGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.lode.http.Views.View;
import org.lode.support.GraphQl;
import org.lode.support.LodeTest;
import org.lode.support.Web;
import org.springframework.core.env.Environment;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The views of the explorer as far as the server goes: their documents, and the addresses of their data. */
@LodeTest
class ViewsTests {
    /** A third of what one operation may cost. */
    private static final int MOST_POINTS = 150_000;

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final GraphQLSchema SCHEMA = schema();
    private static final Map<String, View> VIEWS = new Views(new WebFiles())
            .all().stream()
                    .collect(Collectors.toMap(View::name, view -> view, (one, other) -> one, LinkedHashMap::new));

    private final HttpGraphQlTester graphQl;
    private final Web web;

    ViewsTests(HttpGraphQlTester graphQl, Environment environment) {
        this.graphQl = graphQl;
        this.web = Web.of(environment.getRequiredProperty("local.server.port", Integer.class));
    }

    private static GraphQLSchema schema() {
        try {
            return UnExecutableSchemaGenerator.makeUnExecutableSchema(new SchemaParser()
                    .buildRegistry(GraphQl.sdl(Files.readString(Path.of("schema", "lode.graphqls")))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> names() {
        return List.copyOf(VIEWS.keySet());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void everyOperationIsAnsweredAndCheap(String name) {
        Document document = Parser.parse(document(name));
        for (OperationDefinition operation : document.getDefinitionsOfType(OperationDefinition.class)) {
            GraphQlTester.Request<?> request = graphQl.document(document(name)).operationName(operation.getName());
            required(operation).forEach(request::variable);
            JsonNode answer = GraphQl.tree(request.execute());
            assertThat(answer.path("errors").isMissingNode())
                    .as("%s: %s", operation.getName(), answer.path("errors"))
                    .isTrue();
            assertThat(answer.at("/extensions/cost/requested").asInt())
                    .as(operation.getName())
                    .isPositive()
                    .isLessThan(MOST_POINTS);
        }
    }

    private static String document(String name) {
        return Objects.requireNonNull(VIEWS.get(name)).document();
    }

    /** Values for the variables that have to be given. */
    private static Map<String, Object> required(OperationDefinition operation) {
        Map<String, Object> values = new HashMap<>();
        for (VariableDefinition variable : operation.getVariableDefinitions()) {
            if (variable.getDefaultValue() == null && variable.getType() instanceof NonNullType type) {
                values.put(variable.getName(), example(operation.getName() + "." + variable.getName(), type.getType()));
            }
        }
        return values;
    }

    private static Object example(String variable, Type<?> type) {
        return switch (AstPrinter.printAst(type)) {
            case "[ID!]" -> List.of("project:lofdal", "deal:lynas-japan-supply");
            case "ID" ->
                switch (variable) {
                    case "Story.id" -> "deal:lynas-japan-supply";
                    default -> variable.endsWith(".mineral") ? "mineral:cobalt" : "project:lofdal";
                };
            case "String" -> "lynas";
            case "ReleaseRef" -> Map.of("version", variable.endsWith(".from") ? "2026.11.0" : "2026.11.1");
            default -> Map.of();
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void noDocumentAsksForWhatIsDeprecated(String name) {
        Document document = Parser.parse(document(name));
        List<String> deprecated = new ArrayList<>();
        for (OperationDefinition operation : document.getDefinitionsOfType(OperationDefinition.class)) {
            QueryTraverser.newQueryTraverser()
                    .schema(SCHEMA)
                    .document(document)
                    .operationName(operation.getName())
                    .variables(required(operation))
                    .build()
                    .visitPreOrder(new QueryVisitorStub() {
                        @Override
                        public void visitField(QueryVisitorFieldEnvironment field) {
                            if (field.getFieldDefinition().isDeprecated()) {
                                deprecated.add(field.getFieldDefinition().getName());
                            }
                        }
                    });
        }
        assertThat(deprecated).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void everyViewIsAPage(String name) {
        HttpResponse<String> page = web.get(name.equals("overview") ? "/" : "/" + name);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html;charset=UTF-8");
        assertThat(page.body()).contains("/app.js\"", "modulepreload");
    }

    @Test
    void theAddressOfAViewIsAnsweredWithItsDataToo() {
        String stage = "?filter=" + encoded("{\"stage\":{\"in\":[\"PRODUCTION\"]}}") + "&at=2026.12.0";
        JsonNode data = JSON.readTree(followed("/projects.json" + stage).body());
        JsonNode asked = GraphQl.data(graphQl.document(
                        "{ projects(filter: {stage: {in: [PRODUCTION]}}, at: {version: \"2026.12.0\"}) { totalCount nodes { recordId } } }")
                .execute());
        assertThat(data.at("/data/projects/totalCount")).isEqualTo(asked.at("/projects/totalCount"));
        assertThat(data.at("/data/projects/nodes/0/recordId")).isEqualTo(asked.at("/projects/nodes/0/recordId"));
        assertThat(data.at("/extensions/release/version").asString()).isEqualTo("2026.12.0");
        String csv = followed("/projects.csv" + stage).body();
        assertThat(csv.lines().count() - 1)
                .isEqualTo(asked.at("/projects/totalCount").asLong());
        assertThat(csv).isEqualTo(web.get("/export/projects.csv" + stage).body());
    }

    @ParameterizedTest
    @CsvSource({
        "/record.csv?id=project:lofdal, project:lofdal",
        "/record.jsonl?id=deal:lynas-japan-supply, deal:lynas-japan-supply",
        "/story.csv?id=deal:lynas-japan-supply, deal:lynas-japan-supply",
        "/changes.csv?from=2026.11.0&to=2026.11.1&types=DEAL, deal:",
        "/record.json?id=project:lofdal, project:lofdal"
    })
    void theRowsOfARecordAreAFile(String address, String shown) {
        HttpResponse<String> file = followed(address);
        assertThat(file.statusCode()).as(file.body()).isEqualTo(200);
        assertThat(file.body()).contains(shown);
    }

    @Test
    void aFileHasTheFilterThatTheViewHasWithoutOne() {
        assertThat(followed("/money.csv").body().lines().skip(1))
                .isNotEmpty()
                .allMatch(row -> row.contains("org:jogmec"));
        assertThat(followed("/indicators.csv").body().lines().skip(1))
                .isNotEmpty()
                .allMatch(row -> row.contains("country:JP"));
    }

    @Test
    void theAddressesOfTheDocumentAreAnswered() throws IOException {
        List<String> shown = Pattern.compile("'localhost:8080(/[^']+)'")
                .matcher(Files.readString(Path.of("docs", "explorer.md")))
                .results()
                .map(found -> found.group(1)
                        .replaceAll("[{]", "%7B")
                        .replaceAll("[}]", "%7D")
                        .replace("\"", "%22"))
                .toList();
        assertThat(shown)
                .hasSize(3)
                .allSatisfy(
                        address -> assertThat(followed(address).statusCode()).isEqualTo(200));
    }

    @Test
    void aViewWithoutRowsHasNoFile() {
        for (String path : List.of(
                "/overview.csv",
                "/supply.csv",
                "/story.csv",
                "/search.parquet",
                "/record.csv?id=nope",
                "/record.csv",
                "/projects.pdf")) {
            assertThat(web.get(path).statusCode()).as(path).isEqualTo(404);
        }
        assertThat(web.get("/search.csv").body()).contains("search.csv (expected: search.json;");
        assertThat(web.get("/record.csv?id=nope").body()).contains("id: nope (expected: the id of a record");
    }

    @Test
    void thePageBeforeACursorIsTheOneThatTheViewShows() {
        JsonNode pages = GraphQl.data(graphQl.document("{ sources(first: 120) { edges { cursor node { recordId } } } }")
                .execute());
        String cursor = pages.at("/sources/edges/100/cursor").asString();
        JsonNode data = JSON.readTree(
                followed("/sources.json?before=" + encoded(cursor)).body());
        assertThat(data.at("/data/sources/nodes").size()).isEqualTo(50);
        assertThat(data.at("/data/sources/nodes/0/recordId")).isEqualTo(pages.at("/sources/edges/50/node/recordId"));
    }

    @Test
    void aParameterWithoutAValueCountsAsLeftOut() {
        String all = followed("/offices.csv").body();
        assertThat(followed("/offices.csv?filter=&at=&orderBy").body()).isEqualTo(all);
        assertThat(JSON.readTree(followed("/offices.json?filter&at=").body())
                        .at("/data/offices/totalCount")
                        .asLong())
                .isEqualTo(all.lines().count() - 1);
    }

    @Test
    void aRecordIsReadAtTheReleaseOfTheAddress() {
        assertThat(followed("/record.csv?id=deal:lynas-japan-supply@2026.11.0").body())
                .isEqualTo(followed("/record.csv?id=deal:lynas-japan-supply&at=2026.11.0")
                        .body());
        JsonNode data = JSON.readTree(
                followed("/record.json?id=deal:lynas-japan-supply&at=2026.11.0").body());
        assertThat(data.at("/data/node/id").asString()).isEqualTo("deal:lynas-japan-supply@2026.11.0");
        assertThat(JSON.readTree(followed("/story.json?id=deal:lynas-japan-supply&at=2026.11.0")
                                .body())
                        .at("/extensions/release/version")
                        .asString())
                .isEqualTo("2026.11.0");
    }

    @Test
    void aValueThatIsNoJsonIsNamed() {
        HttpResponse<String> answer = followed("/projects.json?filter=%7Bstage");
        assertThat(answer.body()).contains("filter", "{stage");
        assertThat(followed("/projects.csv?filter=%7Bstage").body()).contains("filter", "{stage");
        assertThat(followed("/projects.csv?at=1999.1.0").statusCode()).isEqualTo(404);
    }

    @Test
    void theFiguresOfTheOverviewAreThoseOfTheRecords() {
        JsonNode overview = JSON.readTree(followed("/overview.json").body()).path("data");
        for (JsonNode coverage : overview.path("coverage").values()) {
            if (coverage.at("/claim/subject/recordId").asString().equals("org:jogmec")) {
                assertThat(new BigDecimal(coverage.path("itemisedInAll").asString()))
                        .as(coverage.path("measure").asString())
                        .isEqualByComparingTo(itemised(coverage.path("measure").asString()));
            }
        }
        for (JsonNode figure : overview.at("/reliance/nodes").values()) {
            assertThat(figure.at("/citations/nodes").values())
                    .anySatisfy(citation ->
                            assertThat(citation.path("stance").asString()).isEqualTo("SUPPORTS"));
        }
    }

    /** What aggregates say of JOGMEC. */
    private BigDecimal itemised(String measure) {
        JsonNode data = GraphQl.data(graphQl.document("""
                        {
                          projects(filter: {agencyId: {eq: "org:jogmec"}}) { totalCount }
                          investments(filter: {agencyId: {eq: "org:jogmec"}}) { aggregate { usd { sum } } }
                          offices(filter: {agencyId: {eq: "org:jogmec"}, type: {eq: BRANCH}}) { groups(by: [COUNTRY]) { aggregate { count } } }
                        }
                        """).execute());
        return switch (measure) {
            case "PROJECTS" ->
                BigDecimal.valueOf(data.at("/projects/totalCount").asLong());
            case "INVESTMENT_USD" ->
                new BigDecimal(data.at("/investments/aggregate/usd/sum").asString());
            case "OFFICE_COUNTRIES" ->
                BigDecimal.valueOf(data.at("/offices/groups").size());
            default -> throw new IllegalArgumentException(measure);
        };
    }

    private HttpResponse<String> followed(String address) {
        HttpResponse<String> redirect = web.get(address);
        assertThat(redirect.statusCode()).as(address).isEqualTo(307);
        String location = redirect.headers().firstValue("Location").orElseThrow();
        assertThat(location).doesNotStartWith("/").hasSizeLessThan(1_000);
        return web.get("/" + location);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}

package org.lode.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lode.http.Views.StartRequests.StartQuery;
import org.lode.support.GraphQl;
import org.lode.support.LodeTest;
import org.lode.support.Web;
import org.springframework.core.env.Environment;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The page for developers, GraphiQL and the files that they load; src/test/browser tests them in a browser. */
@LodeTest
class PagesTests {
    private static final Pattern LOADED = Pattern.compile("(?:src|href)=\"(assets/[^\"]+)\"");
    private static final Pattern CARD = Pattern.compile("href=\"graphiql\\?start=([a-z-]+)\"");

    private final HttpGraphQlTester graphQl;
    private final Web web;

    PagesTests(HttpGraphQlTester graphQl, Environment environment) {
        this.graphQl = graphQl;
        this.web = Web.of(environment.getRequiredProperty("local.server.port", Integer.class));
    }

    static List<StartQuery> queries() {
        return StartQuery.all(new WebFiles());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("queries")
    void everyStartQueryIsAnsweredWithData(StartQuery query) {
        JsonNode data = GraphQl.data(graphQl.document(query.text()).execute());
        assertThat(data.properties()).isNotEmpty();
        data.properties()
                .forEach(field -> assertThat(field.getValue().isNull())
                        .as("%s in %s", field.getKey(), data)
                        .isFalse());
        assertThat(leaves(data)).as("values in %s", data).isGreaterThan(15);
    }

    private static int leaves(JsonNode node) {
        if (node.isContainer()) {
            return node.values().stream().mapToInt(PagesTests::leaves).sum();
        }
        return node.isNull() ? 0 : 1;
    }

    @Test
    void thePageForDevelopersLeadsToEachOfTheSix() {
        List<String> slugs = queries().stream().map(StartQuery::slug).toList();
        assertThat(slugs).hasSize(6);
        assertThat(CARD.matcher(web.get("/developers").body()).results().map(card -> card.group(1)))
                .isEqualTo(slugs);
    }

    @Test
    void graphiQlIsGivenTheSameSix() {
        String file = loaded("/graphiql").getFirst().replaceFirst("[^/]+$", "queries.json");
        JsonNode given = JsonMapper.shared().readTree(web.get(file).body());
        assertThat(given.values().stream().map(query -> query.path("text").asString()))
                .isEqualTo(queries().stream().map(StartQuery::text).toList());
    }

    @Test
    void whatPagesLoadMayBeKeptForever() {
        for (String page : List.of("/", "/developers", "/graphiql")) {
            assertThat(loaded(page)).hasSizeGreaterThanOrEqualTo(3).allSatisfy(file -> {
                HttpResponse<String> answer = web.get(file);
                assertThat(answer.statusCode()).as(file).isEqualTo(200);
                assertThat(answer.body()).isNotEmpty();
                assertThat(answer.headers().firstValue("Cache-Control"))
                        .contains("max-age=31536000, public, immutable");
            });
        }
    }

    @Test
    void clientsValidatePagesAndLoadThemOnceWhileTheyStay() {
        HttpResponse<String> first = web.get("/graphiql");
        assertThat(first.headers().firstValue("Cache-Control")).contains("no-cache");
        String etag = first.headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> second = web.get("/graphiql", "If-None-Match", etag);
        assertThat(second.statusCode()).isEqualTo(304);
        assertThat(second.body()).isEmpty();
    }

    @Test
    void nothingElseOfTheProgramIsServed() {
        String below = loaded("/graphiql").getFirst().replaceFirst("[^/]+$", "");
        for (String path : List.of(
                "/graphql-ui/index.html",
                "/assets/000000000000/style.css",
                below + "index.html",
                below + "citation.html",
                below + "..%2fapplication.yaml",
                below + "../application.yaml",
                "/application.yaml")) {
            assertThat(web.get(path).statusCode()).as(path).isBetween(400, 404);
        }
    }

    private List<String> loaded(String page) {
        return LOADED.matcher(web.get(page).body())
                .results()
                .map((MatchResult found) -> "/" + found.group(1))
                .toList();
    }
}

package org.lode.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.lode.support.LodeTest;
import org.lode.support.Web;
import org.springframework.core.env.Environment;

/** What every answer tells a browser, errors too. */
@LodeTest
class SecurityHeadersTests {
    private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";
    private static final String ORIGIN = "https://charts.example";

    private final Web web;

    SecurityHeadersTests(Environment environment) {
        this.web = Web.of(environment.getRequiredProperty("local.server.port", Integer.class));
    }

    @Test
    void everyAnswerIsGuarded() {
        for (HttpResponse<String> answer : List.of(
                web.get("/"),
                web.get("/projects"),
                web.get("/developers"),
                web.get("/graphiql"),
                web.get("/nope"),
                web.get("/nope", "Accept", "text/html"),
                ask("{ release { version } }"),
                ask("{ nope }"),
                web.send("POST", "/graphql", "{", "Content-Type", "application/json"),
                web.send("POST", "/graphql", "{}", "Content-Type", "text/csv"))) {
            assertHeaders(
                    answer,
                    Map.of(
                            "X-Content-Type-Options", "nosniff",
                            "X-Frame-Options", "DENY",
                            "Referrer-Policy", "no-referrer"));
            assertThat(answer.headers().firstValue("Permissions-Policy"))
                    .get()
                    .asString()
                    .contains("geolocation=()");
            assertThat(answer.headers().firstValue("Content-Security-Policy"))
                    .get()
                    .asString()
                    .startsWith("default-src 'none'; ")
                    .endsWith("frame-ancestors 'none'")
                    .doesNotContain("unsafe");
        }
    }

    @Test
    void pagesRunTheirOwnScriptsAndNoOthers() {
        for (String page : List.of("/", "/projects", "/developers", "/graphiql")) {
            assertThat(web.get(page).headers().firstValue("Content-Security-Policy"))
                    .get()
                    .asString()
                    .contains("script-src 'self';", "connect-src 'self';");
            assertThat(web.get(page).body())
                    .doesNotContainPattern("<script(?![^>]* src=\"assets/)|<style|style=\"|onload=");
        }
        assertHeaders(ask("{ release { version } }"), Map.of("Content-Security-Policy", NOTHING));
    }

    @Test
    void anyWebsiteMayShowAViewInAFrame() {
        HttpResponse<String> view = web.get("/projects?embed=1");
        assertThat(view.headers().firstValue("Content-Security-Policy"))
                .get()
                .asString()
                .contains("script-src 'self';")
                .endsWith("frame-ancestors *");
        assertThat(view.headers().firstValue("X-Frame-Options")).isEmpty();
        assertHeaders(view, Map.of("Cross-Origin-Resource-Policy", "cross-origin"));
        for (String path :
                List.of("/projects?embed=0", "/projects?embed", "/graphiql?embed=1", "/developers?embed=1")) {
            assertHeaders(web.get(path), Map.of("X-Frame-Options", "DENY"));
        }
    }

    @Test
    void anyWebsiteMayAsk() {
        assertOpen(ask("{ release { version } }", "Origin", ORIGIN));
        assertOpen(ask("{ nope }", "Origin", ORIGIN));
        assertOpen(ask("{ release { version } }"));
        // The answer is the same whoever asks, so that shared caches keep one.
        assertThat(ask("{ release { version } }", "Origin", ORIGIN).headers().allValues("Vary"))
                .noneMatch(value -> value.toLowerCase(Locale.ROOT).contains("origin"));
    }

    @Test
    void aWebsiteIsToldBeforeItAsks() {
        for (String path : List.of("/graphql", "/schema.graphql", "/export/projects.csv", "/releases/state.json")) {
            HttpResponse<String> answer = web.send(
                    "OPTIONS",
                    path,
                    "",
                    "Origin",
                    ORIGIN,
                    "Access-Control-Request-Method",
                    "POST",
                    "Access-Control-Request-Headers",
                    "apollographql-client-name,authorization,content-type,sentry-trace,traceparent");
            assertThat(answer.statusCode()).as(path).isEqualTo(204);
            assertOpen(answer);
            assertHeaders(
                    answer,
                    Map.of(
                            "Access-Control-Allow-Methods", "GET, POST, HEAD, OPTIONS",
                            "Access-Control-Allow-Headers", "*, authorization",
                            "Access-Control-Max-Age", "86400"));
        }
    }

    @Test
    void pagesAreNotForOtherWebsites() {
        for (String path : List.of("/", "/projects", "/developers", "/graphiql", "/nope", "/graphqlx")) {
            HttpResponse<String> answer = web.get(path, "Origin", ORIGIN);
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .as(path)
                    .isEmpty();
            assertHeaders(answer, Map.of("Cross-Origin-Resource-Policy", "same-origin"));
        }
    }

    @Test
    void anUnknownPathIsAnsweredInAFewWords() {
        for (String accept :
                List.of("text/html,application/xhtml+xml,*/*;q=0.8", "application/json", "*/*", "image/png")) {
            HttpResponse<String> answer = web.get("/nope", "Accept", accept);
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).isEqualTo("{\"instance\":\"/nope\",\"status\":404,\"title\":\"Not Found\"}");
        }
    }

    private HttpResponse<String> ask(String query, String... headers) {
        String[] all = Stream.concat(Stream.of("Content-Type", "application/json"), Arrays.stream(headers))
                .toArray(String[]::new);
        return web.send("POST", "/graphql", "{\"query\": \"" + query + "\"}", all);
    }

    private static void assertOpen(HttpResponse<String> answer) {
        assertHeaders(
                answer,
                Map.of(
                        "Access-Control-Allow-Origin", "*",
                        "Access-Control-Expose-Headers",
                                "Accept-Ranges, Content-Disposition, Content-Range, ETag, Dataset-Release, Dataset-Root, Dataset-Rows, Link, RateLimit, RateLimit-Policy, Retry-After, X-Problem, Dataset-Withdrawn, Dataset-Superseded-By",
                        "Cross-Origin-Resource-Policy", "cross-origin"));
        assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials"))
                .isEmpty();
    }

    private static void assertHeaders(HttpResponse<String> answer, Map<String, String> expected) {
        expected.forEach((name, value) -> assertThat(answer.headers().allValues(name))
                .as("%s of %s", name, answer)
                .containsExactly(value));
    }
}

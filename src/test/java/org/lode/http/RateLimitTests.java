package org.lode.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** A client has a limited number of points, sees how many are left, and gets those back that it did not need. */
@LodeTest
@TestPropertySource(
        properties = {
            "lode.limits.cost=1000",
            "lode.limits.rate.points=1000",
            "lode.limits.rate.keyed-points=5000",
            // Long: a point comes back after 86 seconds, so a slow machine does not change the numbers.
            "lode.limits.rate.period=1d",
            "lode.limits.rate.least=10",
            "lode.limits.rate.keys.partner=secret-of-partner",
            "lode.limits.rate.trusted-proxies=127.0.0.0/8,::1"
        })
class RateLimitTests {
    private static final Map<String, Object> ONE = Http.body("{ release { version } }", Map.of());

    private final Http http;

    RateLimitTests(Http http) {
        this.http = http;
    }

    @Test
    void pointsRunOutAndTheResponseSaysWhenToRetry() {
        HttpResponse<byte[]> first = ask("203.0.113.1", ONE);
        assertThat(Http.header(first, "RateLimit-Policy")).isEqualTo("\"cost\";q=1000;w=86400");
        assertThat(Http.header(first, "RateLimit")).isEqualTo("\"cost\";r=990;t=864");
        for (int i = 0; i < 99; i++) {
            assertThat(ask("203.0.113.1", ONE).statusCode()).isEqualTo(200);
        }
        HttpResponse<byte[]> none = ask("203.0.113.1", ONE);
        assertThat(none.statusCode()).isEqualTo(429);
        assertThat(Http.code(none)).isEqualTo("RATE_LIMITED");
        assertThat(Integer.parseInt(Http.header(none, "Retry-After"))).isBetween(1, 864);
        assertThat(Http.header(none, "RateLimit")).startsWith("\"cost\";r=0;");
        assertThat(ask("203.0.113.2", ONE).statusCode()).isEqualTo(200);
    }

    @Test
    void aRefusedOperationTakesTheMinimum() {
        List<Map<String, Object>> refused = List.of(
                Http.body("{ nothing }", Map.of()),
                Http.body("{ projects(first: 500) { nodes { id name } } }", Map.of()),
                Http.body(
                        "query Q($f: [ID!]!) { nodes(ids: $f) { id } }", Map.of("f", Collections.nCopies(6_000, "x"))));
        for (int i = 0; i < refused.size(); i++) {
            HttpResponse<byte[]> response = ask("203.0.113.9", refused.get(i));
            assertThat(Http.code(response)).isNotEmpty();
            assertThat(Http.header(response, "RateLimit")).startsWith("\"cost\";r=%d;".formatted(1000 - 10 * (i + 1)));
        }
    }

    @Test
    void anOperationReturnsThePointsThatItDidNotNeed() {
        JsonNode cost = cost(ask(
                "203.0.113.3",
                Http.body("{ deals(first: 90, filter: {name: {eq: \"none\"}}) { nodes { id } } }", Map.of())));
        assertThat(cost.path("requested").asLong()).isGreaterThan(100);
        assertThat(cost.path("actual").asLong())
                .isLessThan(cost.path("requested").asLong() / 2);
        HttpResponse<byte[]> next = ask("203.0.113.3", ONE);
        assertThat(Http.header(next, "RateLimit"))
                .startsWith(
                        "\"cost\";r=%d;".formatted(1000 - cost.path("actual").asLong() - 10));
    }

    @Test
    void theCostIsThatOfTheDocumentation() {
        HttpResponse<byte[]> ten =
                ask("203.0.113.8", Http.body("{ projects(first: 10) { nodes { id name } } }", Map.of()));
        assertThat(cost(ten).path("requested").asLong()).isEqualTo(31);
        assertThat(cost(ten).path("actual").asLong()).isEqualTo(31);
    }

    @Test
    void aDryRunReturnsTheCostAndRunsNothing() {
        Map<String, Object> dear = Http.body("{ deals(first: 100) { nodes { id name since { version } } } }", Map.of());
        dear.put("extensions", Map.of("dryRun", true));
        JsonNode answer = Http.json(ask("203.0.113.4", dear));
        assertThat(answer.has("data")).isFalse();
        assertThat(answer.path("extensions").path("cost").path("requested").asLong())
                .isEqualTo(10 + 1 + 100 * 4);
        assertThat(answer.path("extensions").path("cost").path("actual").asLong())
                .isZero();
        assertThat(answer.path("extensions").path("cost").path("limit").asLong())
                .isEqualTo(1000);
        dear.put("query", "{ deals(first: 500) { nodes { id name since { version } } } }");
        HttpResponse<byte[]> refused = ask("203.0.113.4", dear);
        assertThat(Http.code(refused)).isEqualTo("QUERY_TOO_COSTLY");
        assertThat(cost(refused).path("requested").asLong()).isEqualTo(10 + 1 + 500 * 4);
    }

    @Test
    void aKeyHasMorePointsAndAnUnknownKeyHasNone() {
        HttpResponse<byte[]> keyed = http.post(ONE, "X-API-Key", "secret-of-partner");
        assertThat(Http.header(keyed, "RateLimit-Policy")).contains("q=5000");
        HttpResponse<byte[]> made = http.post(ONE, "X-API-Key", "made-up", "X-Forwarded-For", "203.0.113.5");
        assertThat(Http.header(made, "RateLimit")).startsWith("\"cost\";r=990;");
        HttpResponse<byte[]> again = http.post(ONE, "X-API-Key", "made-up-again", "X-Forwarded-For", "203.0.113.5");
        assertThat(Http.header(again, "RateLimit")).startsWith("\"cost\";r=980;");
    }

    @Test
    void onlyTrustedProxiesNameTheClient() {
        assertThat(left("203.0.113.6")).isEqualTo(990);
        assertThat(left("198.51.100.1, 203.0.113.6")).isEqualTo(980);
        assertThat(left("203.0.113.6, 127.0.0.9")).isEqualTo(970);
        assertThat(left("2001:db8::1")).isEqualTo(990);
        assertThat(left("2001:db8::2")).isEqualTo(980);
        assertThat(left("2001:db8:0:1::2")).isEqualTo(990);
    }

    private int left(String forwarded) {
        return Integer.parseInt(Http.header(ask(forwarded, ONE), "RateLimit").replaceAll("\"cost\";r=(\\d+);.*", "$1"));
    }

    private HttpResponse<byte[]> ask(String client, Map<String, ?> body) {
        return http.post(body, "X-Forwarded-For", client);
    }

    private static JsonNode cost(HttpResponse<byte[]> response) {
        return Http.json(response).path("extensions").path("cost");
    }
}

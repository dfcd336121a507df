package org.lode.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.lode.support.GraphQl;
import org.lode.support.LodeTest;
import org.lode.support.Web;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.Environment;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Health, metrics and the access log of a running Lode. */
@LodeTest
@TestPropertySource(
        properties = {
            "lode.access-log=true",
            "lode.cache.responses=true",
            "lode.limits.rate.keys.watcher=" + ManagementTests.SECRET,
            "lode.limits.rate.trusted-proxies=127.0.0.0/8,::1"
        })
@Isolated("captures System.out")
@ExtendWith(OutputCaptureExtension.class)
class ManagementTests {
    private static final String QUERY = "query WatchedOne($id: ID!) { project(id: $id) { name } }";
    static final String SECRET = "a-key-that-nobody-may-read";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpGraphQlTester graphQl;
    private final Web web;
    private final Web management;

    ManagementTests(HttpGraphQlTester graphQl, Environment environment) {
        this.graphQl = graphQl;
        this.web = Web.of(environment.getRequiredProperty("local.server.port", Integer.class));
        this.management = Web.of(environment.getRequiredProperty("local.management.port", Integer.class));
    }

    @Test
    void healthShowsTheDatabaseAndTheRelease() {
        HttpResponse<String> health = management.get("/actuator/health");
        assertThat(health.statusCode()).isEqualTo(200);
        JsonNode components = JSON.readTree(health.body()).path("components");
        assertThat(components.path("database").toString()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(components.path("release").path("details"))
                .isEqualTo(GraphQl.data(graphQl.document("{ release { sequence version root } }")
                                .execute())
                        .path("release"));
        assertThat(components.propertyNames())
                .containsExactlyInAnyOrder("database", "release", "livenessState", "readinessState");
        assertThat(management.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
        assertThat(management.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
    }

    @Test
    void theManagementPortShowsHealthInfoAndMetricsOnly() {
        JsonNode links = JSON.readTree(management.get("/actuator").body()).path("_links");
        assertThat(links.propertyNames())
                .containsExactlyInAnyOrder("self", "health", "health-path", "info", "prometheus");
        assertThat(management.get("/actuator/info").body()).contains("\"lode\":{\"version\":");
        assertThat(web.get("/actuator/health").statusCode()).isEqualTo(404);
        for (String path : List.of("/", "/graphiql", "/graphql")) {
            assertThat(management.get(path).statusCode()).as(path).isEqualTo(404);
        }
        assertThat(management
                        .get("/actuator/health", "Origin", "https://a.example")
                        .headers()
                        .firstValue("Access-Control-Allow-Origin"))
                .isEmpty();
    }

    @Test
    void requestsAreCountedByNameAndOutcome() {
        // The cache answers the second time.
        send(QUERY.replace("WatchedOne", "CountedOne"), "CountedOne", "project:lofdal");
        send(QUERY.replace("WatchedOne", "CountedOne"), "CountedOne", "project:lofdal");
        send("query Broken { nope }", "Broken", "");
        send("{ release { version } }", "", "");
        web.send("POST", "/graphql", "{", "Content-Type", "application/json", "X-Forwarded-For", "203.0.113.9");
        // Lode counts a request after it sent the response.
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                management.get("/actuator/prometheus").body())
                        .contains("lode_graphql_requests_seconds_count{operation=\"CountedOne\",outcome=\"ok\"} 2")
                        .containsPattern(
                                "lode_graphql_requests_seconds_count\\{operation=\"other\",outcome=\"BAD_USER_INPUT\"} [1-9]")
                        .containsPattern(
                                "lode_graphql_requests_seconds_count\\{operation=\"anonymous\",outcome=\"ok\"} [1-9]")
                        .containsPattern(
                                "lode_graphql_requests_seconds_count\\{operation=\"other\",outcome=\"http_4..\"} [1-9]")
                        .containsPattern("lode_graphql_response_bytes_sum\\{operation=\"CountedOne\"} [1-9]")
                        .doesNotContain("Broken"));
    }

    @Test
    void thePoolAndTheMachineHaveMetricsAndFieldsHaveNone() {
        graphQl.document("{ projects(first: 3) { nodes { name } } }").executeAndVerify();
        assertThat(management.get("/actuator/prometheus").body())
                .contains(
                        "r2dbc_pool_acquired_connections{",
                        "r2dbc_pool_pending_connections{",
                        "r2dbc_pool_max_allocated_connections{",
                        "jvm_memory_used_bytes{")
                .containsPattern("\nr2dbc_pool_idle_connections\\{[^}]*} [1-9]")
                .doesNotContain("datafetcher", "_bucket{", "path=");
    }

    @Test
    void eachRequestIsALineWithoutQueryAndKey(CapturedOutput output) {
        HttpResponse<String> answer = send(QUERY, "WatchedOne", "project:lofdal");
        JsonNode line = line(output, each -> each.path("operation").asString("").equals("WatchedOne"));
        assertThat(line.path("document").asString()).isEqualTo(sha256(QUERY));
        assertThat(line.path("release").asString())
                .isEqualTo(answer.headers().firstValue("Dataset-Release").orElseThrow());
        assertThat(line.path("status").asInt()).isEqualTo(200);
        assertThat(line.path("code").isNull()).isTrue();
        assertThat(line.path("bytes").asInt()).isEqualTo(answer.body().getBytes(StandardCharsets.UTF_8).length);
        assertThat(line.path("ms").asDouble()).isPositive();
        assertThat(Instant.parse(line.path("time").asString())).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
        assertThat(line.path("client").asString()).isEqualTo("watcher");
        assertThat(output.getAll()).doesNotContain(SECRET, "lofdal", "$id");
    }

    @Test
    void theLineOfAFailureHasItsCode(CapturedOutput output) {
        send("query Failed { nope }", "Failed", "");
        JsonNode failed =
                line(output, each -> each.path("operation").asString("").equals("Failed"));
        assertThat(failed.path("code").asString()).isEqualTo("BAD_USER_INPUT");
        web.send("POST", "/graphql", "{", "Content-Type", "application/json", "X-Forwarded-For", "203.0.113.7");
        JsonNode unread = line(output, each -> each.path("client").asString("").equals("203.0.113.7"));
        assertThat(unread.path("operation").isNull()).isTrue();
        assertThat(unread.path("status").asInt()).isBetween(400, 499);
        web.send("POST", "/graphql", "{", "Content-Type", "application/json");
        JsonNode direct = line(output, each -> each.path("client").asString("").matches("127\\.0\\.0\\.1|::/64"));
        assertThat(direct.path("operation").isNull()).isTrue();
    }

    private HttpResponse<String> send(String query, String operation, String id) {
        Map<String, Object> body = Map.of("query", query, "operationName", operation, "variables", Map.of("id", id));
        return web.send(
                "POST",
                "/graphql",
                JSON.writeValueAsString(body),
                "Content-Type",
                "application/json",
                "X-Api-Key",
                SECRET);
    }

    /** Waits for the line of a request: Lode writes it after it sent the response. */
    private static JsonNode line(CapturedOutput output, Predicate<JsonNode> wanted) {
        return Objects.requireNonNull(await().atMost(PATIENCE)
                .until(
                        () -> output.getOut()
                                .lines()
                                .filter(line -> line.startsWith("{\"time\":"))
                                .map(JSON::readTree)
                                .filter(wanted)
                                .findFirst()
                                .orElse(null),
                        Objects::nonNull));
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

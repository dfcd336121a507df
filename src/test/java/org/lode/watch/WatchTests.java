package org.lode.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.lode.support.Ask;
import org.lode.support.LodeTest;
import org.lode.support.Web;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.Environment;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Health, figures and the access log of a Lode that answers. */
@LodeTest
@TestPropertySource(
        properties = {
            "lode.access-log=true",
            "lode.cache.responses=true",
            "lode.limits.rate.keys.watcher=" + WatchTests.SECRET,
            "lode.limits.rate.trusted-proxies=127.0.0.0/8,::1"
        })
@Tag("alone")
@DirtiesContext
@ExtendWith(OutputCaptureExtension.class)
class WatchTests {
    private static final String QUERY = "query WatchedOne($id: ID!) { project(id: $id) { name } }";
    static final String SECRET = "a-key-that-nobody-may-read";

    private static final Map<CapturedOutput, Integer> READ = new HashMap<>();

    private final Ask ask;
    private final Web web;
    private final Web management;

    WatchTests(Ask ask, Environment environment) {
        this.ask = ask;
        this.web = Web.of(environment.getRequiredProperty("local.server.port", Integer.class));
        this.management = Web.of(environment.getRequiredProperty("local.management.port", Integer.class));
    }

    @Test
    void healthKnowsTheDatabaseAndTheRelease() {
        HttpResponse<String> health = management.get("/actuator/health");
        assertThat(health.statusCode()).isEqualTo(200);
        JsonNode components = JsonMapper.shared().readTree(health.body()).path("components");
        assertThat(components.path("database").toString()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(components.path("release").path("details"))
                .isEqualTo(ask.data("{ release { sequence version root } }").path("release"));
        assertThat(components.propertyNames())
                .containsExactlyInAnyOrder("database", "release", "livenessState", "readinessState");
        assertThat(management.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
        assertThat(management.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
    }

    @Test
    void nothingIsToldButHealthInfoAndFigures() {
        JsonNode links =
                JsonMapper.shared().readTree(management.get("/actuator").body()).path("_links");
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
        // The second time from what is kept.
        ask(QUERY.replace("WatchedOne", "CountedOne"), "CountedOne", "project:lofdal");
        ask(QUERY.replace("WatchedOne", "CountedOne"), "CountedOne", "project:lofdal");
        ask("query Broken { nope }", "Broken", "");
        ask("{ release { version } }", "", "");
        web.send("POST", "/graphql", "{", "Content-Type", "application/json");
        String figures = management.get("/actuator/prometheus").body();
        assertThat(figures)
                .contains("lode_graphql_requests_seconds_count{operation=\"CountedOne\",outcome=\"ok\"} 2")
                .containsPattern(
                        "lode_graphql_requests_seconds_count\\{operation=\"other\",outcome=\"BAD_USER_INPUT\"} [1-9]")
                .containsPattern("lode_graphql_requests_seconds_count\\{operation=\"anonymous\",outcome=\"ok\"} [1-9]")
                .containsPattern(
                        "lode_graphql_requests_seconds_count\\{operation=\"other\",outcome=\"http_4..\"} [1-9]")
                .containsPattern("lode_graphql_response_bytes_sum\\{operation=\"CountedOne\"} [1-9]")
                .doesNotContain("Broken");
    }

    @Test
    void thePoolAndTheMachineAreMeasuredAndFieldsAreNot() {
        ask.data("{ projects(first: 3) { nodes { name } } }");
        String figures = management.get("/actuator/prometheus").body();
        assertThat(figures)
                .contains("lode_pool_acquired ", "lode_pool_pending ", "lode_pool_max ", "jvm_memory_used_bytes{")
                .containsPattern("\nlode_pool_idle [1-9]")
                .doesNotContain("datafetcher", "_bucket{", "path=");
    }

    @Test
    void eachRequestIsALineThatTellsNoQueryAndNoKey(CapturedOutput output) {
        HttpResponse<String> answer = ask(QUERY, "WatchedOne", "project:lofdal");
        JsonNode line = line(output);
        assertThat(line.path("operation").asString()).isEqualTo("WatchedOne");
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
    void aLineOfAFailureTellsItsCode(CapturedOutput output) {
        ask("query Broken { nope }", "Broken", "");
        assertThat(line(output).path("code").asString()).isEqualTo("BAD_USER_INPUT");
        web.send("POST", "/graphql", "{", "Content-Type", "application/json", "X-Forwarded-For", "203.0.113.7");
        JsonNode unread = line(output);
        assertThat(unread.path("operation").isNull()).isTrue();
        assertThat(unread.path("status").asInt()).isBetween(400, 499);
        assertThat(unread.path("client").asString()).isEqualTo("203.0.113.7");
        web.send("POST", "/graphql", "{", "Content-Type", "application/json");
        assertThat(line(output).path("client").asString()).matches("127\\.0\\.0\\.1|::/64");
    }

    private HttpResponse<String> ask(String query, String operation, String id) {
        Map<String, Object> body = Map.of("query", query, "operationName", operation, "variables", Map.of("id", id));
        return web.send(
                "POST",
                "/graphql",
                JsonMapper.shared().writeValueAsString(body),
                "Content-Type",
                "application/json",
                "X-Api-Key",
                SECRET);
    }

    /** The last line of the log. It is written when the answer is sent, so it can be a moment later. */
    private static JsonNode line(CapturedOutput output) {
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        int before = READ.getOrDefault(output, 0);
        while (true) {
            List<String> lines = output.getOut()
                    .lines()
                    .filter(line -> line.startsWith("{\"time\":"))
                    .toList();
            if (lines.size() > before) {
                READ.put(output, lines.size());
                return JsonMapper.shared().readTree(lines.getLast());
            }
            assertThat(System.nanoTime())
                    .as("no line was written in %s", output)
                    .isLessThan(end);
            Thread.onSpinWait();
        }
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

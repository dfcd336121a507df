package org.lode.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.lode.store.RelayedDatabase;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.lode.support.Web;
import org.springframework.core.env.Environment;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** When the database fails before or during a query, the error has a code and tells nothing of the database. */
@LodeTest
@DirtiesContext
class UnavailableTests {
    private static final List<String> QUESTIONS = List.of(
            "{ projects { totalCount } }",
            "{ projects { nodes { name } } }",
            "{ project(id: \"project:lofdal\") { name } }",
            "{ diff(from: {sequence: 1}, to: {sequence: 2}) { totalCount } }",
            "{ release { version } }",
            "{ coverage { measure } }");

    private static final RelayedDatabase DATABASE = RelayedDatabase.make();
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final HttpGraphQlTester graphQl;
    private final Http http;
    private final Web management;
    private final DataSource loading;

    UnavailableTests(HttpGraphQlTester graphQl, Http http, DataSource loading, Environment environment) {
        this.graphQl = graphQl;
        this.http = http;
        this.management = Web.of(environment.getRequiredProperty("local.management.port", Integer.class));
        this.loading = loading;
    }

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
        properties.add("lode.database.url", DATABASE::address);
    }

    @AfterEach
    void open() throws IOException {
        DATABASE.open();
    }

    @AfterAll
    static void close() throws IOException {
        DATABASE.close();
    }

    @Test
    void aConnectionThatIsLostWhileItReadsIsUnavailable() throws SQLException {
        try (Connection locking = loading.getConnection();
                Statement lock = locking.createStatement();
                Connection watching = loading.getConnection();
                Statement watch = watching.createStatement()) {
            locking.setAutoCommit(false);
            lock.execute("lock table projects in access exclusive mode");
            CompletableFuture<JsonNode> answer = CompletableFuture.supplyAsync(
                    () -> Http.json(http.post(Map.of("query", "{ projects { nodes { name } } }"))));
            await().until(() -> answer.isDone() || terminated(watch));
            assertCode(answer.join(), "UNAVAILABLE");
        }
        assertAnswered("projects");
    }

    /** Ends the reading connection that waits for the lock. */
    private static boolean terminated(Statement statement) throws SQLException {
        try (ResultSet ended = statement.executeQuery("""
                select pg_terminate_backend(pid) from pg_stat_activity
                where datname = current_database() and application_name = 'lode-read' and wait_event_type = 'Lock'
                """)) {
            return ended.next();
        }
    }

    @Test
    void anUnforeseenFailureTellsOnlyAnId() throws SQLException {
        try (Connection connection = loading.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("alter table deals rename to deals_elsewhere");
            try {
                JsonNode answer = Http.json(
                        http.post(Map.of("query", "{ deals { totalCount } projects(first: 1) { nodes { id } } }")));
                assertCode(answer, "INTERNAL");
                JsonNode error = answer.path("errors").path(0);
                String id = error.path("extensions").path("id").asString();
                assertThat(error.path("message").asString()).isEqualTo("internal error " + id);
            } finally {
                statement.execute("alter table deals_elsewhere rename to deals");
            }
        }
        assertAnswered("deals");
    }

    @Test
    void aDatabaseThatIsGoneIsUnavailable() throws IOException {
        DATABASE.shut();
        for (String question : QUESTIONS) {
            HttpResponse<byte[]> response =
                    http.post(Map.of("query", question), "Accept", "application/graphql-response+json");
            assertThat(Http.header(response, "Content-Type")).startsWith("application/graphql-response+json");
            assertCode(Http.json(response), "UNAVAILABLE");
        }
        DATABASE.open();
        await().atMost(PATIENCE).untilAsserted(() -> assertAnswered("projects"));
    }

    @Test
    void readinessFailsWithoutTheDatabaseAndLivenessDoesNot() throws IOException {
        DATABASE.shut();
        // A reading of the releases that began before stands for a moment.
        await().atMost(PATIENCE).untilAsserted(() -> {
            HttpResponse<String> ready = management.get("/actuator/health/readiness");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(JsonMapper.shared()
                            .readTree(ready.body())
                            .path("components")
                            .toString())
                    .isEqualTo("{\"database\":{\"status\":\"DOWN\"},\"readinessState\":{\"status\":\"UP\"},"
                            + "\"release\":{\"status\":\"DOWN\"}}");
        });
        assertThat(management.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
        DATABASE.open();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                management.get("/actuator/health/readiness").statusCode())
                        .isEqualTo(200));
    }

    private void assertAnswered(String list) {
        graphQl.document("{ %s { totalCount } }".formatted(list))
                .execute()
                .path(list + ".totalCount")
                .entity(Integer.class)
                .satisfies(count -> assertThat(count).isPositive());
    }

    private static void assertCode(JsonNode answer, String code) {
        assertThat(answer.path("errors").path(0).path("extensions").path("code").asString())
                .as("%s", answer)
                .isEqualTo(code);
        // The root field that fails is null, or nothing was run.
        String failed = answer.path("errors").path(0).path("path").path(0).asString("");
        JsonNode data = answer.path("data").path(failed);
        assertThat(data.isNull() || data.isMissingNode()).as("%s", answer).isTrue();
        assertThat(answer.toString())
                .doesNotContainIgnoringCase("localhost")
                .doesNotContainIgnoringCase("127.0.0.1")
                .doesNotContainIgnoringCase("exception")
                .doesNotContainIgnoringCase("postgres")
                .doesNotContainIgnoringCase("r2dbc")
                .doesNotContainIgnoringCase("relation");
    }
}

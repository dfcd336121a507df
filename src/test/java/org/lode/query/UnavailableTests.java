package org.lode.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.lode.database.Database;
import org.lode.support.Ask;
import org.lode.support.LodeTest;
import org.lode.support.Web;
import org.springframework.core.env.Environment;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A database that fails, before or while it is asked, is told with a code, and nothing of its insides is. */
@Tag("alone")
@LodeTest
@TestPropertySource(properties = "spring.application.name=lode-to-be-broken")
@DirtiesContext
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UnavailableTests {
    private static final List<String> QUESTIONS = List.of(
            "{ projects { totalCount } }",
            "{ projects { nodes { name } } }",
            "{ project(id: \"project:lofdal\") { name } }",
            "{ diff(from: {sequence: 1}, to: {sequence: 2}) { totalCount } }",
            "{ release { version } }",
            "{ coverage { measure } }");

    private final Ask ask;
    private final Web management;
    private final DataSource loading;
    private final Database database;

    UnavailableTests(Ask ask, DataSource loading, Database database, Environment environment) {
        this.ask = ask;
        this.management = Web.of(environment.getRequiredProperty("local.management.port", Integer.class));
        this.loading = loading;
        this.database = database;
    }

    @Test
    @Order(1)
    void aConnectionThatIsLostWhileItReadsIsToldAsUnavailable() throws SQLException {
        try (Connection locking = loading.getConnection();
                Statement lock = locking.createStatement();
                Connection watching = loading.getConnection();
                Statement watch = watching.createStatement()) {
            locking.setAutoCommit(false);
            lock.execute("lock table projects in access exclusive mode");
            CompletableFuture<JsonNode> answer =
                    CompletableFuture.supplyAsync(() -> ask.answer("{ projects { nodes { name } } }"));
            while (!answer.isDone() && !terminated(watch)) {
                Thread.onSpinWait();
            }
            assertCode(answer.join(), "UNAVAILABLE");
        }
    }

    /** Ends the reading connection that waits for the lock. */
    private static boolean terminated(Statement statement) throws SQLException {
        try (ResultSet ended = statement.executeQuery("""
                select pg_terminate_backend(pid) from pg_stat_activity
                where application_name = 'lode-read' and wait_event_type = 'Lock'
                """)) {
            return ended.next();
        }
    }

    @Test
    @Order(2)
    void theNextRequestIsAnsweredAgain() {
        assertThat(ask.data("{ projects { totalCount } }")
                        .path("projects")
                        .path("totalCount")
                        .asInt())
                .isPositive();
    }

    @Test
    @Order(3)
    void whatNobodyForesawTellsNothingButAnId() throws SQLException {
        try (Connection connection = loading.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("alter table deals rename to deals_elsewhere");
            JsonNode answer = ask.answer("{ deals { totalCount } projects(first: 1) { nodes { id } } }");
            statement.execute("alter table deals_elsewhere rename to deals");
            assertCode(answer, "INTERNAL");
            JsonNode error = answer.path("errors").path(0);
            String id = error.path("extensions").path("id").asString();
            assertThat(error.path("message").asString()).isEqualTo("internal error " + id);
        }
        assertThat(ask.data("{ deals { totalCount } }")
                        .path("deals")
                        .path("totalCount")
                        .asInt())
                .isPositive();
    }

    @Test
    @Order(4)
    void aDatabaseThatIsGoneIsToldAsUnavailable() {
        database.close();
        for (String question : QUESTIONS) {
            HttpResponse<String> response = ask.response(question, Map.of());
            assertThat(response.headers().firstValue("Content-Type"))
                    .get()
                    .asString()
                    .startsWith("application/graphql-response+json");
            assertCode(JsonMapper.shared().readTree(response.body()), "UNAVAILABLE");
        }
    }

    @Test
    @Order(5)
    void readinessFailsWithoutTheDatabaseAndLivenessDoesNot() {
        HttpResponse<String> ready = management.get("/actuator/health/readiness");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(JsonMapper.shared().readTree(ready.body()).path("components").toString())
                .isEqualTo("{\"database\":{\"status\":\"DOWN\"},\"readinessState\":{\"status\":\"UP\"},"
                        + "\"release\":{\"status\":\"DOWN\"}}");
        assertThat(management.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
    }

    private static void assertCode(JsonNode answer, String code) {
        assertThat(answer.path("errors").path(0).path("extensions").path("code").asString())
                .as("%s", answer)
                .isEqualTo(code);
        assertThat(answer.path("data").isNull() || answer.path("data").isMissingNode())
                .as("%s", answer)
                .isTrue();
        assertThat(answer.toString())
                .doesNotContainIgnoringCase("localhost")
                .doesNotContainIgnoringCase("127.0.0.1")
                .doesNotContainIgnoringCase("exception")
                .doesNotContainIgnoringCase("postgres")
                .doesNotContainIgnoringCase("r2dbc")
                .doesNotContainIgnoringCase("relation");
    }
}

package org.lode.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.PoolMetrics;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Wrapped;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.springframework.core.env.Environment;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.json.JsonMapper;

/** A client that disconnects, or waits too long, leaves no busy connection and no running statement. */
@LodeTest
@TestPropertySource(
        properties = {"lode.limits.time=2s", "lode.database.statement-timeout=30s", "lode.cache.page-size=0"})
class GoneClientTests {
    private static final int SOME = 40;
    private static final int MANY = 1_000;
    private static final int AT_ONCE = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String WAITS = "{ projects { totalCount nodes { name } } deals { totalCount } }";

    private final Http http;
    private final DataSource loading;
    private final PoolMetrics pool;
    private final int port;

    GoneClientTests(Http http, DataSource loading, ConnectionFactory reading, Environment environment) {
        this.http = http;
        this.loading = loading;
        this.pool = ((ConnectionPool) Wrapped.class.cast(reading).unwrap())
                .getMetrics()
                .orElseThrow();
        this.port = environment.getRequiredProperty("local.server.port", Integer.class);
    }

    @Test
    void someClientsThatDisconnectLeaveNothingBehind() throws Exception {
        disconnect(SOME);
    }

    @Test
    @Tag("thorough")
    void manyClientsThatDisconnectLeaveNothingBehind() throws Exception {
        disconnect(MANY);
    }

    @Test
    void someOperationsThatTakeTooLongLeaveNothingBehind() throws Exception {
        timeOut(SOME);
    }

    @Test
    @Tag("thorough")
    void manyOperationsThatTakeTooLongLeaveNothingBehind() throws Exception {
        timeOut(MANY);
    }

    private void disconnect(int number) throws Exception {
        withProjectsLocked(() -> {
            try (ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE)) {
                for (int i = 0; i < number; i++) {
                    int wait = i % 50;
                    clients.execute(() -> disconnectAfter(wait));
                }
                clients.shutdown();
                assertThat(clients.awaitTermination(5, TimeUnit.MINUTES)).isTrue();
            }
            assertNothingRuns();
        });
        assertAnswers(Math.min(number, 200));
    }

    private void timeOut(int number) throws Exception {
        Map<String, Integer> outcomes = new ConcurrentHashMap<>();
        withProjectsLocked(() -> {
            try (ExecutorService clients = Executors.newFixedThreadPool(2 * AT_ONCE)) {
                for (int i = 0; i < number; i++) {
                    clients.execute(() -> {
                        HttpResponse<byte[]> late = http.post(Http.body(WAITS, Map.of()));
                        outcomes.merge(late.statusCode() + " " + Http.code(late), 1, Integer::sum);
                    });
                }
                clients.shutdown();
                assertThat(clients.awaitTermination(10, TimeUnit.MINUTES)).isTrue();
            }
            assertThat(outcomes).containsExactly(Map.entry("504 TIMEOUT", number));
            assertNothingRuns();
        });
        assertAnswers(Math.min(number, 200));
    }

    /** Sends a query that waits for a lock, and disconnects after a while. */
    private void disconnectAfter(int millis) {
        byte[] body = JsonMapper.shared().writeValueAsBytes(Map.of("query", WAITS));
        try (Socket socket = new Socket("localhost", port)) {
            OutputStream out = socket.getOutputStream();
            out.write(
                    "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                            .formatted(body.length)
                            .getBytes(UTF_8));
            out.write(body);
            out.flush();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private void withProjectsLocked(Step step) throws Exception {
        try (Connection locking = loading.getConnection();
                Statement lock = locking.createStatement()) {
            locking.setAutoCommit(false);
            lock.execute("lock table projects in access exclusive mode");
            step.run();
        }
    }

    /** The lock is still held, so no statement that waits for it can end by itself. */
    private void assertNothingRuns() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(pool.acquiredSize()).as("busy connections").isZero();
            assertThat(pool.pendingAcquireSize())
                    .as("operations that wait for a connection")
                    .isZero();
            assertThat(running()).as("running statements").isZero();
        });
    }

    private int running() throws SQLException {
        try (Connection watching = loading.getConnection();
                Statement watch = watching.createStatement();
                ResultSet count =
                        watch.executeQuery("select count(*) from pg_stat_activity where datname = current_database()"
                                + " and application_name = 'lode-read' and state = 'active'")) {
            count.next();
            return count.getInt(1);
        }
    }

    /** No response ends with the timeout of another operation. */
    private void assertAnswers(int number) {
        for (int i = 0; i < number; i++) {
            assertThat(Http.json(http.post(Http.body(WAITS, Map.of()))).has("errors"))
                    .isFalse();
        }
    }
}

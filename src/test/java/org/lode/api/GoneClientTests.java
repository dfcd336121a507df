package org.lode.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.time.Instant;
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

/** A client that goes away, or waits too long, leaves nothing behind: no busy connection and no running statement. */
@Tag("alone")
@LodeTest
@TestPropertySource(properties = {"lode.limits.time=500ms", "lode.database.statement-timeout=30s"})
class GoneClientTests {
    private static final int CLIENTS = 1_000;
    private static final int AT_ONCE = 20;
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
    void clientsThatHangUpLeaveNothingBehind() throws Exception {
        withProjectsLocked(() -> {
            try (ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE)) {
                for (int i = 0; i < CLIENTS; i++) {
                    int wait = i % 50;
                    clients.execute(() -> hangUp(wait));
                }
                clients.shutdown();
                assertThat(clients.awaitTermination(2, TimeUnit.MINUTES)).isTrue();
            }
            assertNothingRuns();
        });
        assertAnswers();
    }

    @Test
    void operationsThatTakeTooLongAreToldSoAndLeaveNothingBehind() throws Exception {
        Map<String, Integer> outcomes = new ConcurrentHashMap<>();
        withProjectsLocked(() -> {
            try (ExecutorService clients = Executors.newFixedThreadPool(2 * AT_ONCE)) {
                for (int i = 0; i < CLIENTS; i++) {
                    clients.execute(() -> {
                        HttpResponse<byte[]> late = http.post(Http.body(WAITS, Map.of()));
                        outcomes.merge(late.statusCode() + " " + Http.code(late), 1, Integer::sum);
                    });
                }
                clients.shutdown();
                assertThat(clients.awaitTermination(3, TimeUnit.MINUTES)).isTrue();
            }
            assertThat(outcomes).containsExactly(Map.entry("504 TIMEOUT", CLIENTS));
            assertNothingRuns();
        });
        assertAnswers();
    }

    /** Asks for what cannot be read now, and goes. */
    private void hangUp(int millis) {
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

    /** Within a while; the lock is still held, so nothing that waited for it can have ended by itself. */
    private void assertNothingRuns() throws SQLException, InterruptedException {
        Instant end = Instant.now().plusSeconds(20);
        while ((pool.acquiredSize() > 0 || pool.pendingAcquireSize() > 0 || running() > 0)
                && Instant.now().isBefore(end)) {
            Thread.sleep(20);
        }
        assertThat(pool.acquiredSize()).as("busy connections").isZero();
        assertThat(pool.pendingAcquireSize()).as("waiting for a connection").isZero();
        assertThat(running()).as("running statements").isZero();
    }

    private int running() throws SQLException {
        try (Connection watching = loading.getConnection();
                Statement watch = watching.createStatement();
                ResultSet count = watch.executeQuery(
                        "select count(*) from pg_stat_activity where application_name = 'lode-read' and state = 'active'")) {
            count.next();
            return count.getInt(1);
        }
    }

    /** Nobody gets the end of another's statement. */
    private void assertAnswers() {
        for (int i = 0; i < 200; i++) {
            assertThat(Http.json(http.post(Http.body(WAITS, Map.of()))).has("errors"))
                    .isFalse();
        }
    }
}

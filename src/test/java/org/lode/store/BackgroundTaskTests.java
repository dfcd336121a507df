package org.lode.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.lode.model.Failure.StartFailed;

/** Work that is told to end does so, whatever it waits for; that goes for tasks and for the steps of a start. */
class BackgroundTaskTests {
    /** Far less than the statements take, and far more than an end does. */
    private static final Duration SOON = Duration.ofSeconds(30);

    private static final String LONG = "select pg_sleep(600)";

    @Test
    void aStatementHoldsUpNoStop() throws SQLException {
        DataSource database = TestDatabase.fresh();
        CompletableFuture<Boolean> stopping = new CompletableFuture<>();
        BackgroundTask task = BackgroundTask.start("lode-test", () -> {
            try {
                run(database, LONG);
            } finally {
                stopping.complete(BackgroundTask.isStopping());
            }
        });
        awaitStatement(database);
        long start = System.nanoTime();
        task.stop();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
        assertThat(stopping).isCompletedWithValue(true);
        assertThat(BackgroundTask.isStopping()).isFalse();
    }

    @Test
    void aTaskThatSwallowsAnInterruptGetsAnother() {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger swallowed = new AtomicInteger();
        BackgroundTask task = BackgroundTask.start("lode-test", () -> {
            while (swallowed.get() < 3) {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    swallowed.incrementAndGet();
                }
            }
        });
        task.stop();
        assertThat(swallowed).hasValue(3);
    }

    @Test
    void aStartIsEndedAtItsStepAndBeginsNoOther() throws Exception {
        DataSource database = TestDatabase.fresh();
        Startup startup = new Startup();
        CompletableFuture<Boolean> step = CompletableFuture.supplyAsync(() -> startup.step(() -> {
            run(database, LONG);
            return true;
        }));
        awaitStatement(database);
        startup.end();
        assertThatThrownBy(() -> step.get(SOON.toSeconds(), TimeUnit.SECONDS)).hasRootCauseInstanceOf(Exception.class);
        assertThat(step).isCompletedExceptionally();
        assertThat(startup.isEnded()).isTrue();
        assertThatThrownBy(() -> startup.step(() -> true)).isInstanceOf(StartFailed.class);
    }

    @Test
    void whatComesAfterAStepIsNotInterrupted() {
        Startup startup = new Startup();
        boolean during = startup.step(() -> {
            startup.end();
            return Thread.currentThread().isInterrupted();
        });
        assertThat(during).isTrue();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    private static void run(DataSource database, String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitStatement(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            await().atMost(Duration.ofMinutes(1)).until(() -> {
                try (ResultSet running = statement.executeQuery("select from pg_stat_activity"
                        + " where datname = current_database() and query = '" + LONG + "' and state = 'active'")) {
                    return running.next();
                }
            });
        }
    }
}

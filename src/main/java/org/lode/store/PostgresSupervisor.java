package org.lode.store;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.lode.model.Failure.DiskFull;
import org.lode.model.Failure.StartFailed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.context.ApplicationContext;

/**
 * Starts the embedded PostgreSQL again whenever its process ends.
 *
 * <p>The first attempt follows at once, later ones after 1, 2, 4… up to 30 seconds, without end. Liveness fails after five
 * failed attempts in a row, or five ends within a minute, and holds again once PostgreSQL has run for a minute.
 */
final class PostgresSupervisor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresSupervisor.class);
    private static final int MAX_FAILURES = 5;
    private static final Duration STABLE = Duration.ofMinutes(1);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final EmbeddedDatabase database;
    private final ApplicationContext context;
    private final BackgroundTask task;

    /** Failures since PostgreSQL last ran for a minute. */
    private int failures;

    private boolean broken;

    /** @param context where liveness is published */
    PostgresSupervisor(EmbeddedDatabase database, ApplicationContext context) {
        this.database = database;
        this.context = context;
        this.task = BackgroundTask.start("lode-postgres", this::supervise);
    }

    private void supervise() throws InterruptedException {
        while (!BackgroundTask.isStopping()) {
            if (runs()) {
                recovered();
            } else {
                LOG.warn("PostgreSQL has ended, as {} says: starting it again", database.log());
                failed();
                restart();
            }
        }
    }

    /** Returns true once PostgreSQL has run for a minute, and false as soon as it has ended. */
    private boolean runs() throws InterruptedException {
        Optional<ProcessHandle> process = database.process();
        if (process.isEmpty()) {
            return false;
        }
        try {
            process.get().onExit().get(STABLE.toMillis(), TimeUnit.MILLISECONDS);
            return false;
        } catch (TimeoutException e) {
            return true;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void restart() throws InterruptedException {
        for (Duration wait = FIRST_WAIT; ; wait = longer(wait)) {
            long start = System.nanoTime();
            try {
                database.restart();
                LOG.info("PostgreSQL answers again after {} ms", (System.nanoTime() - start) / 1_000_000);
                return;
            } catch (DiskFull | StartFailed e) {
                if (BackgroundTask.isStopping() || Thread.interrupted()) {
                    throw new InterruptedException();
                }
                LOG.error("{}; the next attempt follows in {} s", e.getMessage(), wait.toSeconds());
                failed();
                Thread.sleep(wait);
            }
        }
    }

    private static Duration longer(Duration wait) {
        Duration doubled = wait.multipliedBy(2);
        return doubled.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : doubled;
    }

    private void failed() {
        failures++;
        if (failures == MAX_FAILURES) {
            broken = true;
            LOG.error("PostgreSQL failed {} times: liveness fails until it has run for a minute", failures);
            AvailabilityChangeEvent.publish(context, LivenessState.BROKEN);
        }
    }

    private void recovered() {
        failures = 0;
        if (broken) {
            broken = false;
            LOG.info("PostgreSQL runs: liveness holds again");
            AvailabilityChangeEvent.publish(context, LivenessState.CORRECT);
        }
    }

    @Override
    public void close() {
        task.stop();
    }
}

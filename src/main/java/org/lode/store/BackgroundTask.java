package org.lode.store;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work on a thread of its own, beside the start and the requests.
 *
 * <p>It must be stopped before the database closes. {@link #stop} interrupts it and waits for its end. Statements on loading
 * connections are interrupted, too. A failure that arrives while the task stops is not logged.
 */
public final class BackgroundTask {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundTask.class);
    private static final ScopedValue<BackgroundTask> CURRENT = ScopedValue.newInstance();

    /** The wait between interrupts, since code may swallow one. */
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private static final int INTERRUPTS = 20;

    private final Thread thread;
    private volatile boolean stopping;

    private BackgroundTask(String name, Work work) {
        thread = Thread.ofPlatform()
                .daemon()
                .name(name)
                .unstarted(() -> ScopedValue.where(CURRENT, this).run(() -> run(work)));
    }

    /** What a task does until it is interrupted. */
    @FunctionalInterface
    public interface Work {
        void run() throws InterruptedException;
    }

    /** Starts work on a daemon thread of this name. */
    public static BackgroundTask start(String name, Work work) {
        BackgroundTask task = new BackgroundTask(name, work);
        task.thread.start();
        return task;
    }

    /** Returns whether the calling thread belongs to a task that is being stopped. Its failures then follow from the stop. */
    public static boolean isStopping() {
        return CURRENT.isBound() && CURRENT.get().stopping;
    }

    private void run(Work work) {
        try {
            work.run();
        } catch (InterruptedException | RuntimeException | Error e) {
            if (stopping) {
                LOG.debug("{} is stopped", thread.getName(), e);
            } else {
                LOG.error("{} ends", thread.getName(), e);
            }
        }
    }

    /** Interrupts the work and waits until it has ended, at most ten seconds. Does nothing when it has ended. */
    public void stop() {
        stopping = true;
        boolean interrupted = false;
        for (int sent = 0; sent < INTERRUPTS && thread.isAlive(); sent++) {
            thread.interrupt();
            try {
                thread.join(INTERVAL);
            } catch (InterruptedException e) {
                // The caller still has to wait for the task.
                interrupted = true;
            }
        }
        if (thread.isAlive()) {
            LOG.warn("{} does not end", thread.getName());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

package org.lode.mirror;

import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.model.DiskFull;
import org.lode.model.Failure;
import org.lode.model.Unavailable;
import org.lode.store.BackgroundTask;
import org.lode.store.DatabaseFailures;
import org.lode.store.InspectionStore;
import org.lode.store.InspectionStore.Report;
import org.lode.store.Progress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds every row of the database against its releases from time to time, and has it repaired from the origin. */
final class RowCheck {
    private static final Logger LOG = LoggerFactory.getLogger(RowCheck.class);

    private final InspectionStore store;
    private final Origin origin;
    private final Standing standing;
    private final Duration interval;
    private @Nullable BackgroundTask task;

    /**
     * Checks a database.
     *
     * @param interval how often it does so by itself; never when 0
     */
    RowCheck(DataSource loading, DataPackage description, Origin origin, Standing standing, Duration interval) {
        this.store = new InspectionStore(loading, description, Progress.silent());
        this.origin = origin;
        this.standing = standing;
        this.interval = interval;
    }

    /** Looks now; true when a row is not what it has to be. */
    boolean damaged() {
        Report report = store.check();
        if (report.damages().isEmpty()) {
            whole(report);
            LOG.info(
                    "every row of {} releases is what it has to be",
                    report.releases().size());
            return false;
        }
        LOG.error(
                "{} rows of the database are not what they have to be; the first: {}",
                report.damages().size(),
                report.damages().getFirst().line());
        return true;
    }

    /** Makes every row again what it has to be; fails, and changes nothing, when an original is not to be had. */
    void repair() {
        Report report = store.repair(origin.originals());
        whole(report);
        LOG.info("repaired {} rows of the database", report.damages().size());
    }

    private void whole(Report report) {
        standing.verified(report.at());
        standing.damage(null);
    }

    private void look() {
        attempt(() -> {
            if (damaged()) {
                repair();
            }
        });
    }

    /** Does what may fail; a failure that comes of a stop is not logged. */
    private void attempt(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            if (BackgroundTask.isStopping()) {
                LOG.debug("the check is stopped", e);
            } else if (e instanceof Unavailable || e instanceof DiskFull) {
                // Nothing is known to be damaged, and the next check follows.
                LOG.info("the rows of the database were not checked: {}", e.getMessage());
            } else if (e instanceof Failure failure) {
                standing.damage("the database: " + DatabaseFailures.publicMessage(failure));
                LOG.error("the database is not repaired: {}", e.getMessage());
            } else {
                LOG.warn("the database was not checked", e);
            }
        }
    }

    private void watch() throws InterruptedException {
        attempt(store::fillLineHashes);
        while (interval.isPositive() && !BackgroundTask.isStopping()) {
            // A mirror of another dataset checks before it waits, so that damage is known soon after the start.
            if (origin.address().isPresent()) {
                look();
            }
            Thread.sleep(interval);
            if (origin.address().isEmpty()) {
                look();
            }
        }
    }

    void start() {
        task = BackgroundTask.start("lode-check", this::watch);
    }

    void stop() {
        if (task != null) {
            task.stop();
            task = null;
        }
    }
}

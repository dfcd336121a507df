package org.lode.mirror;

import java.time.Duration;
import javax.sql.DataSource;
import org.lode.model.DataPackage;
import org.lode.model.Failure;
import org.lode.model.Failure.DiskFull;
import org.lode.model.Failure.Unavailable;
import org.lode.store.BackgroundTask;
import org.lode.store.DatabaseFailures;
import org.lode.store.InspectionStore;
import org.lode.store.InspectionStore.Report;
import org.lode.store.ReleaseApplyStore.Progress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares every row of the database with its releases at an interval, and repairs damaged rows from the origin. */
final class RowCheck {
    private static final Logger LOG = LoggerFactory.getLogger(RowCheck.class);

    private final InspectionStore store;
    private final Origin origin;
    private final MirrorStatus status;
    private final Duration interval;

    /**
     * Checks a database.
     *
     * @param interval between two checks; no checks when 0
     */
    RowCheck(DataSource loading, DataPackage description, Origin origin, MirrorStatus status, Duration interval) {
        this.store = new InspectionStore(loading, description, Progress.silent());
        this.origin = origin;
        this.status = status;
        this.interval = interval;
    }

    /** Checks now; returns whether a row is damaged. */
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

    /** Repairs every damaged row; fails, and changes nothing, when an original is missing. */
    void repair() {
        Report report = store.repair(origin);
        whole(report);
        LOG.info("repaired {} rows of the database", report.damages().size());
    }

    private void whole(Report report) {
        status.verified(report.at());
        status.damage(null);
    }

    /** Checks and repairs. A failure is logged, unless it comes of a stop. */
    private void look() {
        try {
            if (damaged()) {
                repair();
            }
        } catch (RuntimeException e) {
            if (BackgroundTask.isStopping()) {
                LOG.debug("the check is stopped", e);
            } else if (e instanceof Unavailable || e instanceof DiskFull) {
                // Nothing is known to be damaged, and the next check follows.
                LOG.info("the rows of the database were not checked: {}", e.getMessage());
            } else if (e instanceof Failure failure) {
                status.damage("the database: " + DatabaseFailures.publicMessage(failure));
                LOG.error("the database is not repaired: {}", e.getMessage());
            } else {
                LOG.warn("the database was not checked", e);
            }
        }
    }

    /** Checks at the interval, until the thread is interrupted. */
    void watch() throws InterruptedException {
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
}

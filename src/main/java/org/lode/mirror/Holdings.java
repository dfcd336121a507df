package org.lode.mirror;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.lode.model.DataPackage;
import org.lode.release.Delta;
import org.lode.release.Notices;
import org.lode.release.Published;
import org.lode.store.ComparisonStore;
import org.lode.store.NoticeStore;
import org.lode.store.Progress;
import org.lode.store.ReleaseApplyStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the database holds, and how it is added to. */
final class Holdings {
    private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);

    private final ReleaseApplyStore store;
    private final ComparisonStore comparison;
    private final NoticeStore.Writer notices;
    private final RowCheck rows;
    private final Progress progress;

    Holdings(DataSource loading, DataPackage description, RowCheck rows, Progress progress) {
        this.progress = progress;
        this.rows = rows;
        this.store = new ReleaseApplyStore(loading, description);
        this.notices = new NoticeStore.Writer(loading, description);
        this.comparison = new ComparisonStore(loading, description);
    }

    Optional<Published> newest() {
        return store.newest();
    }

    void fillDocuments() {
        long start = System.nanoTime();
        if (store.fillDocuments()) {
            LOG.info(
                    "made the search documents of all releases in {} ms",
                    Duration.ofNanos(System.nanoTime() - start).toMillis());
        }
    }

    /** Applies a release; false when another node was faster. */
    boolean apply(Published release, Delta delta) {
        return store.apply(release, delta, progress);
    }

    /** What was told of the releases that it holds; has that repaired first when it is damaged. */
    Notices notices() {
        return notices.held().orElseGet(() -> {
            rows.repair();
            return notices.held().orElseThrow();
        });
    }

    /** Takes the notices that are new. */
    void apply(Notices told) {
        int taken = notices.apply(told);
        if (taken > 0) {
            LOG.info("took {} notices: {} in all", taken, told.count());
        }
    }

    /** The releases whose delta is still missing. */
    List<Published> derived() {
        return store.derived();
    }

    /** Takes the reasons of changes from the delta that was missing. */
    void explain(Published release, Delta delta) {
        store.explain(release, delta);
        LOG.info("the delta of {} is there again", release.manifest().version());
    }

    /** Whether rows are not what the releases say. */
    boolean damaged() {
        return rows.damaged();
    }

    /** Makes rows again what the releases say. */
    void repair() {
        rows.repair();
    }

    /** What a release changes, from its whole files. */
    Delta derive(Published release, ComparisonStore.FullFiles files) {
        return comparison.derive(newest(), release, files);
    }
}

package org.lode.mirror;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.lode.failure.StartFailed;
import org.lode.kind.DataPackage;
import org.lode.publish.ReleaseApplyStore;
import org.lode.release.Manifest;
import org.lode.release.Pointer;
import org.lode.release.Published;
import org.lode.release.ReleaseReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the database to the newest release of an origin. */
public final class Mirror {
    private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);

    private final Origin origin;
    private final ReleaseReader reader;
    private final ReleaseApplyStore store;
    private final int schemaMajor;

    Mirror(Origin origin, ReleaseApplyStore store, DataPackage description) {
        this.origin = origin;
        this.reader = new ReleaseReader(origin);
        this.store = store;
        this.schemaMajor = MirrorPlan.majorOf(description.schemaVersion());
    }

    /** Applies what is missing; fails, with the database at the last good release, at the first thing that is wrong. */
    void run() {
        fillDocuments();
        switch (plan()) {
            case MirrorPlan.UpToDate upToDate ->
                LOG.info(
                        "release {} of {} is loaded",
                        upToDate.newest().manifest().version(),
                        origin);
            case MirrorPlan.Deltas deltas -> deltas.releases().forEach(this::apply);
            case MirrorPlan.Refuse refuse ->
                throw new StartFailed("%s: %s: %s".formatted(Origin.SETTING, origin, refuse.reason()));
        }
    }

    private void fillDocuments() {
        long start = System.nanoTime();
        if (store.fillDocuments()) {
            LOG.info(
                    "made the search documents of all releases in {} ms",
                    Duration.ofNanos(System.nanoTime() - start).toMillis());
        }
    }

    private MirrorPlan plan() {
        Optional<Published> own = store.newest();
        Pointer newest = reader.pointer();
        int first = own.map(release -> release.manifest().sequence()).orElse(1);
        List<Published> chain = newest.sequence() < first ? List.of() : reader.chain(newest, first);
        return MirrorPlan.of(own, newest, chain, schemaMajor);
    }

    private void apply(Published release) {
        long start = System.nanoTime();
        if (store.apply(release, reader.delta(release.manifest()))) {
            Manifest manifest = release.manifest();
            LOG.info(
                    "applied release {} ({}): {} in {} ms, root {}",
                    manifest.version(),
                    manifest.sequence(),
                    total(manifest),
                    Duration.ofNanos(System.nanoTime() - start).toMillis(),
                    manifest.root());
        }
    }

    private static String total(Manifest manifest) {
        int added = 0;
        int modified = 0;
        int removed = 0;
        for (Manifest.Counts counts : manifest.counts().values()) {
            added += counts.added();
            modified += counts.modified();
            removed += counts.removed() + counts.merged();
        }
        return "%d records added, %d modified, %d removed".formatted(added, modified, removed);
    }
}

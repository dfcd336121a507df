package org.lode.mirror;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;
import org.lode.mirror.Origin.OriginState;
import org.lode.model.DataPackage;
import org.lode.model.Failure;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Failure.OriginRefused;
import org.lode.model.Failure.StartFailed;
import org.lode.release.Delta;
import org.lode.release.Manifest;
import org.lode.release.Manifest.Counts;
import org.lode.release.Manifest.Published;
import org.lode.release.Notices;
import org.lode.release.ReleaseReader;
import org.lode.release.ReleaseReader.ReleaseFiles;
import org.lode.store.ComparisonStore;
import org.lode.store.DatabaseFailures;
import org.lode.store.InspectionStore.Originals;
import org.lode.store.NoticeStore;
import org.lode.store.OriginStateStore;
import org.lode.store.ReleaseApplyStore;
import org.lode.store.ReleaseApplyStore.Progress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the database to the newest release of an origin. */
public final class Mirror {
    private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);

    private final Origin origin;
    private final ReleaseReader reader;
    private final ReleaseApplyStore releases;
    private final NoticeStore.Writer notices;
    private final ComparisonStore comparison;
    private final RowCheck rows;
    private final Progress progress;
    private final MirrorStatus status;
    private final UnaryOperator<Failure> cause;
    private final int schemaMajor;
    private volatile @Nullable String outlook;

    /** @param cause returns the failure that an operator has to know of, as {@link org.lode.store.Database#cause} does */
    Mirror(
            Origin origin,
            DataSource loading,
            DataPackage description,
            RowCheck rows,
            Progress progress,
            MirrorStatus status,
            UnaryOperator<Failure> cause) {
        this.origin = origin;
        this.reader = new ReleaseReader(origin);
        this.releases = new ReleaseApplyStore(loading, description);
        this.notices = new NoticeStore.Writer(loading, description);
        this.comparison = new ComparisonStore(loading, description);
        this.rows = rows;
        this.progress = progress;
        this.status = status;
        this.cause = cause;
        this.schemaMajor = MirrorPlan.majorOf(description.schemaVersion());
    }

    /** Returns the files of the releases within this build. */
    public static ReleaseFiles bundled() {
        return Origin.local(Origin.BUNDLED);
    }

    /**
     * Makes a mirror that reads its origin only when {@link #run} is called.
     *
     * @param cause returns the failure that an operator has to know of, as {@link org.lode.store.Database#cause} does
     */
    public static Mirror of(
            MirrorSettings settings,
            DataSource loading,
            UnaryOperator<Failure> cause,
            DataPackage description,
            Progress progress) {
        Origin origin = Origin.of(settings, description.name(), new OriginStateStore.Writer(loading), progress);
        MirrorStatus status = new MirrorStatus();
        RowCheck rows = new RowCheck(loading, description, origin, status, Duration.ZERO);
        return new Mirror(origin, loading, description, rows, progress, status, cause);
    }

    /** Returns what a damaged database is repaired from: its origin, signed or not. */
    public static Originals originals(MirrorSettings settings, DataSource loading) {
        return settings.isAddress()
                ? new RemoteOrigin(settings.unsigned(), "", new OriginStateStore.Writer(loading), Progress.silent())
                : Origin.local(settings.origin());
    }

    /**
     * Reads the origin once, applies the missing releases, and returns the newest. Fails at the first thing that is wrong; the
     * database then holds the last good release.
     */
    public synchronized Published run() {
        try {
            return look();
        } catch (Failure e) {
            throw cause.apply(e);
        } catch (DataAccessException e) {
            throw cause.apply(DatabaseFailures.of("the database cannot be used", e));
        } finally {
            status.filling(null);
        }
    }

    private Published look() {
        long start = System.nanoTime();
        if (releases.fillDocuments()) {
            LOG.info("made the search documents of all releases in {} ms", millisSince(start));
        }
        OriginState state = origin.state();
        Round round = new Round(state, chain(releases.newest(), state));
        round.takeNotices();
        while (round.step()) {
            LOG.debug("another step");
        }
        explain(round.known);
        String coming = state.nextSchemaVersion();
        outlook = coming == null || MirrorPlan.majorOf(coming) <= schemaMajor
                ? null
                : "%s will have a release of schema %s (expected: %d.x, which this Lode understands; a newer one will)"
                        .formatted(origin, coming, schemaMajor);
        status.checked(Instant.now(), state.expiresAt());
        origin.stateApplied();
        return releases.newest().orElseThrow();
    }

    /** Returns the newest release that the database holds; nothing before the first. */
    Optional<Published> newest() {
        return releases.newest();
    }

    /** Returns the problem that the origin announces for a coming release; null when there is none. */
    @Nullable
    String outlook() {
        return outlook;
    }

    /** Applies the origin's new notices; fails unless its notices begin with those that the database holds. */
    private Notices notices(OriginState state) {
        Notices held = heldNotices();
        Notices.Extent extent = state.newest().notices();
        if (held.extent().equals(extent)) {
            return held;
        }
        Notices all = origin.notices(extent);
        if (!held.isPrefixOf(all)) {
            throw refused("its notices are not those that this database holds (expected: these %d first)"
                    .formatted(held.count()));
        }
        int taken = notices.apply(all);
        if (taken > 0) {
            LOG.info("took {} notices: {} in all", taken, all.count());
        }
        return all;
    }

    /** Returns the notices that the database holds; repairs the database first when they are damaged. */
    private Notices heldNotices() {
        return notices.held().orElseGet(() -> {
            rows.repair();
            return notices.held().orElseThrow();
        });
    }

    /** Asks again for each delta that was missing, and takes the reasons of changes from it. */
    private void explain(Notices all) {
        for (Published release : releases.derived()) {
            reader.findDelta(release.manifest(), all).ifPresent(delta -> {
                releases.explain(release, delta);
                LOG.info("the delta of {} is there again", release.manifest().version());
            });
        }
    }

    private List<Published> chain(Optional<Published> own, OriginState state) {
        if (own.filter(held -> state.names(held)).isPresent()) {
            return own.stream().toList();
        }
        int first = own.map(release -> release.manifest().sequence()).orElse(1);
        return state.newest().link().sequence() < first ? List.of() : reader.chain(state.newest(), first);
    }

    /** The steps from one state of the origin until the database holds its newest release. */
    private final class Round {
        private final OriginState state;
        private final List<Published> chain;
        private final Set<Integer> withoutDelta = new TreeSet<>();
        private Notices known = Notices.NONE;
        private boolean damaged;

        Round(OriginState state, List<Published> chain) {
            this.state = state;
            this.chain = chain;
        }

        /** Applies notices before releases, since notices change the hashes of deltas. */
        void takeNotices() {
            if (plan() instanceof MirrorPlan.Refuse refuse) {
                throw refused(refuse);
            }
            known = notices(state);
        }

        /** Does the next step of the plan; returns false when there is none. */
        boolean step() {
            switch (plan()) {
                case MirrorPlan.UpToDate upToDate -> {
                    return false;
                }
                case MirrorPlan.Deltas deltas -> {
                    for (Published release : deltas.releases()) {
                        if (!byDelta(release)) {
                            return true;
                        }
                    }
                }
                case MirrorPlan.Full full -> byFullFiles(full.release());
                case MirrorPlan.Repair repair -> {
                    rows.repair();
                    damaged = false;
                }
                case MirrorPlan.Refuse refuse -> throw refused(refuse);
                case MirrorPlan.Outdated outdated ->
                    throw new StartFailed("%s: %s: %s".formatted(Origin.SETTING, origin, outdated.reason()));
            }
            return true;
        }

        private MirrorPlan plan() {
            MirrorPlan.Own own = new MirrorPlan.Own(releases.newest(), damaged);
            List<Published> from = chain.stream()
                    .filter(release -> release.manifest().sequence() >= own.position())
                    .toList();
            return MirrorPlan.of(own, new MirrorPlan.Offer(state, from, withoutDelta), schemaMajor, Instant.now());
        }

        /** Applies a release by its delta; returns false when another plan is needed. */
        private boolean byDelta(Published release) {
            Optional<Delta> delta = reader.findDelta(release.manifest(), known);
            if (delta.isEmpty()) {
                withoutDelta.add(release.manifest().sequence());
                return false;
            }
            return apply(release, delta.get());
        }

        private void byFullFiles(Published release) {
            Manifest manifest = release.manifest();
            LOG.info("the delta of {} is missing: taking its full files", manifest.version());
            apply(release, comparison.derive(releases.newest(), release, table -> origin.full(manifest, table)));
        }

        private boolean apply(Published release, Delta delta) {
            long start = System.nanoTime();
            Manifest manifest = release.manifest();
            int newest = state.newest().link().sequence();
            status.filling(new MirrorStatus.Filling(manifest.sequence(), newest));
            try {
                if (releases.apply(release, delta, progress)) {
                    LOG.info(
                            "applied release {} ({} of {}): {} records added, {} modified, {} removed in {} ms, root {}",
                            manifest.version(),
                            manifest.sequence(),
                            newest,
                            sum(manifest, Counts::added),
                            sum(manifest, Counts::modified),
                            sum(manifest, Counts::removed) + sum(manifest, Counts::merged),
                            millisSince(start),
                            manifest.root());
                }
                status.verified(Instant.now());
                return true;
            } catch (DatasetDamaged misfit) {
                // Either the origin is wrong, or rows of this database are damaged.
                damaged = !damaged && rows.damaged();
                if (!damaged) {
                    throw misfit;
                }
                return false;
            }
        }

        private OriginRefused refused(MirrorPlan.Refuse refuse) {
            if (status.now().problem() == null) {
                // The signed text is evidence of what the origin stated.
                LOG.warn(
                        "refused: {}; believed before: {}",
                        state.text(),
                        origin.keptState().map(OriginState::text).orElse("nothing"));
            }
            return Mirror.this.refused(refuse.reason());
        }
    }

    private OriginRefused refused(String reason) {
        return new OriginRefused("%s: %s: %s".formatted(Origin.SETTING, origin, reason));
    }

    private static long millisSince(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }

    private static int sum(Manifest manifest, ToIntFunction<Counts> count) {
        return manifest.counts().values().stream().mapToInt(count).sum();
    }
}

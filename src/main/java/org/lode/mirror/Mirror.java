package org.lode.mirror;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.model.DatasetDamaged;
import org.lode.model.DiskFull;
import org.lode.model.OriginRefused;
import org.lode.model.StartFailed;
import org.lode.release.Delta;
import org.lode.release.Manifest;
import org.lode.release.Manifest.Published;
import org.lode.release.Notices;
import org.lode.release.ReleaseReader;
import org.lode.release.ReleaseReader.ReleaseFiles;
import org.lode.store.DatabaseFailures;
import org.lode.store.Originals;
import org.lode.store.Progress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the database to the newest release of an origin. */
public final class Mirror {
    private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);

    private final Origin origin;
    private final ReleaseReader reader;
    private final Holdings holdings;
    private final Standing standing;
    private final String database;
    private final int schemaMajor;
    private volatile @Nullable String outlook;

    /** @param database what failures call it */
    Mirror(Origin origin, Holdings holdings, DataPackage description, Standing standing, String database) {
        this.database = database;
        this.origin = origin;
        this.reader = new ReleaseReader(origin);
        this.holdings = holdings;
        this.standing = standing;
        this.schemaMajor = MirrorPlan.majorOf(description.schemaVersion());
    }

    /** The releases that come with this build. */
    public static ReleaseFiles bundled() {
        return Origin.local(Origin.BUNDLED);
    }

    /**
     * A mirror that looks at its origin when {@link #run} is called, and does nothing else.
     *
     * @param database what failures call the database
     */
    public static Mirror of(
            MirrorSettings settings, DataSource loading, String database, DataPackage description, Progress progress) {
        Origin origin = Origin.of(settings, description.name(), new MirrorStateStore(loading), progress);
        Standing standing = new Standing();
        RowCheck rows = new RowCheck(loading, description, origin, standing, Duration.ZERO);
        return new Mirror(origin, new Holdings(loading, description, rows, progress), description, standing, database);
    }

    /** What a damaged database is repaired from: its origin, which need not be believed for that. */
    public static Originals originals(MirrorSettings settings) {
        return settings.isAddress()
                ? new RemoteOriginals(Fetch.of(settings, Progress.silent()))
                : Origin.local(settings.origin()).originals();
    }

    /**
     * Looks once, applies what is missing, and gives the newest release; fails, with the database at the last good release, at
     * the first thing that is wrong.
     */
    public synchronized Published run() {
        try {
            return look();
        } catch (DiskFull e) {
            throw DatabaseFailures.named(e, database);
        } catch (DataAccessException e) {
            throw DatabaseFailures.of("the database cannot be used", e);
        } finally {
            standing.filling(null);
        }
    }

    private Published look() {
        holdings.fillDocuments();
        Claim claim = origin.claim();
        Round round = new Round(claim, chain(holdings.newest(), claim));
        round.takeNotices();
        while (round.step()) {
            LOG.debug("another step");
        }
        explain(round.notices);
        outlook = outlook(claim);
        standing.checked(Instant.now(), claim.expiresAt());
        origin.settled();
        return holdings.newest().orElseThrow();
    }

    /** What will be wrong soon, though nothing is yet; null when nothing will. */
    @Nullable
    String outlook() {
        return outlook;
    }

    private @Nullable String outlook(Claim claim) {
        String coming = claim.nextSchemaVersion();
        return coming == null || MirrorPlan.majorOf(coming) <= schemaMajor
                ? null
                : "%s will have a release of schema %s (expected: %d.x, which this Lode understands; a newer one will)"
                        .formatted(origin, coming, schemaMajor);
    }

    /** Takes what the origin tells of its releases; fails when it is not what it told before, and more. */
    private Notices notices(Claim claim) {
        Notices held = holdings.notices();
        Notices.Extent told = claim.newest().notices();
        if (held.extent().equals(told)) {
            return held;
        }
        Notices notices = origin.notices(told);
        if (!held.begin(notices)) {
            throw new OriginRefused(
                    "%s: %s: its notices are not those that this database holds (expected: these %d first)"
                            .formatted(Origin.SETTING, origin, held.count()));
        }
        holdings.apply(notices);
        return notices;
    }

    /** Asks once more for each delta that was missing. */
    private void explain(Notices notices) {
        for (Published release : holdings.derived()) {
            reader.findDelta(release.manifest(), notices).ifPresent(delta -> holdings.explain(release, delta));
        }
    }

    private List<Published> chain(Optional<Published> own, Claim claim) {
        if (own.filter(held -> claim.names(held)).isPresent()) {
            return own.stream().toList();
        }
        int first = own.map(release -> release.manifest().sequence()).orElse(1);
        return claim.newest().sequence() < first ? List.of() : reader.chain(claim.newest(), first);
    }

    /** One look at the origin, from what it claims until the database holds that. */
    private final class Round {
        private final Claim claim;
        private final List<Published> chain;
        private final Set<Integer> withoutDelta = new TreeSet<>();
        private Notices notices = Notices.NONE;
        private boolean damaged;

        Round(Claim claim, List<Published> chain) {
            this.claim = claim;
            this.chain = chain;
        }

        /** Before the releases, whose changes are proved by what the notices say of them. */
        void takeNotices() {
            if (plan() instanceof MirrorPlan.Refuse refuse) {
                throw refused(refuse);
            }
            notices = notices(claim);
        }

        /** Does what is to be done next; false when nothing is. */
        boolean step() {
            switch (plan()) {
                case MirrorPlan.UpToDate upToDate -> {
                    return false;
                }
                case MirrorPlan.Deltas deltas -> byDeltas(deltas.releases());
                case MirrorPlan.Full full -> byFullFiles(full.release());
                case MirrorPlan.Repair repair -> repair();
                case MirrorPlan.Refuse refuse -> throw refused(refuse);
                case MirrorPlan.Outdated outdated ->
                    throw new StartFailed("%s: %s: %s".formatted(Origin.SETTING, origin, outdated.reason()));
            }
            return true;
        }

        private MirrorPlan plan() {
            MirrorPlan.Own own = new MirrorPlan.Own(holdings.newest(), damaged);
            List<Published> from = chain.stream()
                    .filter(release -> release.manifest().sequence() >= own.position())
                    .toList();
            return MirrorPlan.of(own, new MirrorPlan.Offer(claim, from, withoutDelta), schemaMajor, Instant.now());
        }

        private void byDeltas(List<Published> releases) {
            for (Published release : releases) {
                if (!byDelta(release)) {
                    return;
                }
            }
        }

        /** Applies a release by its delta; false when that ended otherwise, so that another plan is needed. */
        private boolean byDelta(Published release) {
            Optional<Delta> delta = reader.findDelta(release.manifest(), notices);
            if (delta.isEmpty()) {
                withoutDelta.add(release.manifest().sequence());
                return false;
            }
            return apply(release, delta.get());
        }

        private void byFullFiles(Published release) {
            LOG.info(
                    "the delta of {} is missing: taking its full files",
                    release.manifest().version());
            apply(release, holdings.derive(release, table -> origin.full(release.manifest(), table)));
        }

        private boolean apply(Published release, Delta delta) {
            long start = System.nanoTime();
            standing.filling(new Standing.Filling(
                    release.manifest().sequence(), claim.newest().sequence()));
            try {
                if (holdings.apply(release, delta)) {
                    tell(release.manifest(), claim.newest().sequence(), Duration.ofNanos(System.nanoTime() - start));
                }
                standing.verified(Instant.now());
                return true;
            } catch (DatasetDamaged misfit) {
                // Either the origin's fault, or rows of our own are not what they were.
                damaged = !damaged && holdings.damaged();
                if (!damaged) {
                    throw misfit;
                }
                return false;
            }
        }

        private void repair() {
            holdings.repair();
            damaged = false;
        }

        private OriginRefused refused(MirrorPlan.Refuse refuse) {
            if (standing.now().problem() == null) {
                // Should it come to a dispute, this is what the origin said.
                LOG.warn(
                        "refused: {}; believed before: {}",
                        claim.evidence(),
                        origin.kept().map(Claim::evidence).orElse("nothing"));
            }
            return new OriginRefused("%s: %s: %s".formatted(Origin.SETTING, origin, refuse.reason()));
        }
    }

    private static void tell(Manifest manifest, int newest, Duration taken) {
        LOG.info(
                "applied release {} ({} of {}): {} in {} ms, root {}",
                manifest.version(),
                manifest.sequence(),
                newest,
                total(manifest),
                taken.toMillis(),
                manifest.root());
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

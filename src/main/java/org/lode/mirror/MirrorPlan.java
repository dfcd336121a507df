package org.lode.mirror;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.lode.mirror.Origin.OriginState;
import org.lode.release.Manifest;
import org.lode.release.Manifest.Published;

/** The next step of a mirror. */
sealed interface MirrorPlan {
    /** Tolerated difference of clocks. */
    Duration CLOCKS = Duration.ofMinutes(10);

    /** Nothing: the database holds the origin's newest release. */
    record UpToDate(Published newest) implements MirrorPlan {}

    /** Apply these releases, one after the other. */
    record Deltas(List<Published> releases) implements MirrorPlan {}

    /** Apply this release from the whole files of its records, since its delta is missing. */
    record Full(Published release) implements MirrorPlan {}

    /** Repair the rows of the database, which holds this release. */
    record Repair(Published held) implements MirrorPlan {}

    /** Apply nothing: this origin is not trusted. */
    record Refuse(String reason) implements MirrorPlan {}

    /** Apply nothing: this Lode is too old for the origin's releases. */
    record Outdated(String reason) implements MirrorPlan {}

    /**
     * The position of the database.
     *
     * @param newest the newest release that it holds
     * @param damaged whether its rows are not what that release says
     */
    record Own(Optional<Published> newest, boolean damaged) {
        int position() {
            return newest.map(release -> release.manifest().sequence()).orElse(0);
        }
    }

    /**
     * What an origin has.
     *
     * @param chain its releases from the own one on, or from the first, each bound to the next by hash
     * @param withoutDelta the releases whose delta it lacks, by sequence
     */
    record Offer(OriginState state, List<Published> chain, Set<Integer> withoutDelta) {}

    /**
     * Decides on the next step. A pure function.
     *
     * @param schemaMajor the newest major version of the schema that this Lode understands
     */
    static MirrorPlan of(Own own, Offer offer, int schemaMajor, Instant now) {
        List<Published> missing =
                own.newest().isPresent() ? offer.chain().stream().skip(1).toList() : offer.chain();
        return refusal(own, offer, now)
                .<MirrorPlan>map(Refuse::new)
                .or(() -> tooNew(missing, schemaMajor).map(Outdated::new))
                .orElseGet(() -> next(own, missing, offer.withoutDelta()));
    }

    private static MirrorPlan next(Own own, List<Published> missing, Set<Integer> withoutDelta) {
        if (own.damaged() && own.newest().isPresent()) {
            return new Repair(own.newest().get());
        }
        if (missing.isEmpty()) {
            return new UpToDate(own.newest().orElseThrow());
        }
        List<Published> deltas = missing.stream()
                .takeWhile(release -> !withoutDelta.contains(release.manifest().sequence()))
                .toList();
        return deltas.isEmpty() ? new Full(missing.getFirst()) : new Deltas(deltas);
    }

    private static Optional<String> refusal(Own own, Offer offer, Instant now) {
        Manifest.Previous newest = offer.state().newest().link();
        Instant end = offer.state().expiresAt();
        if (end != null && now.isAfter(end.plus(CLOCKS))) {
            return Optional.of("its state expired at %s (expected: one that is still good at %s)".formatted(end, now));
        }
        if (newest.sequence() < own.position()) {
            return Optional.of("its newest release is %d, %s (expected: %d or later, which this database holds)"
                    .formatted(newest.sequence(), newest.version(), own.position()));
        }
        return own.newest()
                .filter(held -> !offer.chain().getFirst().asPrevious().equals(held.asPrevious()))
                .map(held -> {
                    Published other = offer.chain().getFirst();
                    return "its release %d has root %s, manifest %s (expected: %s, %s, which this database holds)"
                            .formatted(
                                    held.manifest().sequence(),
                                    other.manifest().root(),
                                    other.manifestSha256(),
                                    held.manifest().root(),
                                    held.manifestSha256());
                });
    }

    private static Optional<String> tooNew(List<Published> missing, int schemaMajor) {
        return missing.stream()
                .map(Published::manifest)
                .filter(release -> majorOf(release.schemaVersion()) > schemaMajor)
                .findFirst()
                .map(release -> "its release %s has schema %s (expected: %d.x, which this Lode understands)"
                        .formatted(release.version(), release.schemaVersion(), schemaMajor));
    }

    /** Returns the number before the first point; the largest int when it cannot be read. */
    static int majorOf(String schemaVersion) {
        String major = schemaVersion.split("\\.", 2)[0];
        return major.matches("[0-9]{1,6}") ? Integer.parseInt(major) : Integer.MAX_VALUE;
    }
}

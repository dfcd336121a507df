package org.lode.mirror;

import java.util.List;
import java.util.Optional;
import org.lode.release.Pointer;
import org.lode.release.Published;

/** What a mirror does next. */
sealed interface MirrorPlan {

    /** Nothing: the database holds the origin's newest release. */
    record UpToDate(Published newest) implements MirrorPlan {}

    /** Apply these releases, one after the other. */
    record Deltas(List<Published> releases) implements MirrorPlan {}

    /** Take nothing from this origin. */
    record Refuse(String reason) implements MirrorPlan {}

    /**
     * Decides; a pure function.
     *
     * @param own the newest release that the database holds
     * @param chain the origin's releases from {@code own} on, or from the first, each bound to the next by hash
     * @param schemaMajor the newest major version of the schema that this Lode understands
     */
    static MirrorPlan of(Optional<Published> own, Pointer newest, List<Published> chain, int schemaMajor) {
        int position = own.map(release -> release.manifest().sequence()).orElse(0);
        if (newest.sequence() < position) {
            return new Refuse("its newest release is %d, %s (expected: %d or later, which this database holds)"
                    .formatted(newest.sequence(), newest.version(), position));
        }
        if (own.isPresent() && !chain.getFirst().asPrevious().equals(own.get().asPrevious())) {
            return new Refuse("its release %d has root %s, manifest %s (expected: %s, %s, which this database holds)"
                    .formatted(
                            position,
                            chain.getFirst().manifest().root(),
                            chain.getFirst().manifestSha256(),
                            own.get().manifest().root(),
                            own.get().manifestSha256()));
        }
        List<Published> missing = own.isPresent() ? chain.subList(1, chain.size()) : chain;
        for (Published release : missing) {
            if (major(release) > schemaMajor) {
                return new Refuse("its release %s has schema %s (expected: %d.x, which this Lode understands)"
                        .formatted(
                                release.manifest().version(), release.manifest().schemaVersion(), schemaMajor));
            }
        }
        return own.isPresent() && missing.isEmpty() ? new UpToDate(own.get()) : new Deltas(List.copyOf(missing));
    }

    private static int major(Published release) {
        return majorOf(release.manifest().schemaVersion());
    }

    /** The number before the first point; one that cannot be read is newer than any that is known. */
    static int majorOf(String schemaVersion) {
        String major = schemaVersion.split("\\.", 2)[0];
        return major.matches("[0-9]{1,6}") ? Integer.parseInt(major) : Integer.MAX_VALUE;
    }
}

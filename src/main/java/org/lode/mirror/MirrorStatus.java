package org.lode.mirror;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What the mirror found when it last looked. Safe for use by several threads. */
@Component
final class MirrorStatus {
    private @Nullable Instant verifiedAt;
    private @Nullable Instant checkedAt;
    private @Nullable Instant expiresAt;
    private @Nullable String problem;
    private @Nullable String damage;
    private @Nullable Filling filling;

    /**
     * The status at one moment.
     *
     * @param verifiedAt when the newest root was last computed from the database's own rows; null when not yet
     * @param checkedAt when the origin last gave a valid state; null when not yet
     * @param expiresAt when that state expires; null when it never does
     * @param problem what is wrong with the origin, in one line; null when nothing is
     * @param damage what is wrong with the database itself, in one line; null when nothing is
     * @param filling how far the database is on its way to the origin's newest release; null when it is there
     */
    record Now(
            @Nullable Instant verifiedAt,
            @Nullable Instant checkedAt,
            @Nullable Instant expiresAt,
            @Nullable String problem,
            @Nullable String damage,
            @Nullable Filling filling) {

        /** Returns the problem that clients see: damage of the database comes before a problem of the origin. */
        @Nullable
        String shown() {
            return damage == null ? problem : damage;
        }

        boolean stale(Instant at) {
            return expiresAt != null && at.isAfter(expiresAt);
        }
    }

    /**
     * Releases that are being applied.
     *
     * @param release sequence of the release that is applied now
     * @param of sequence of the origin's newest release
     */
    record Filling(int release, int of) {}

    synchronized Now now() {
        return new Now(verifiedAt, checkedAt, expiresAt, problem, damage, filling);
    }

    synchronized void verified(Instant at) {
        verifiedAt = at;
    }

    synchronized void checked(Instant at, @Nullable Instant expires) {
        checkedAt = at;
        expiresAt = expires;
    }

    /** Sets when the state that is held expires, whenever it was checked. */
    synchronized void expires(@Nullable Instant at) {
        expiresAt = at;
    }

    /** Sets what is wrong with the origin, null for nothing; returns whether that differs from before. */
    synchronized boolean problem(@Nullable String line) {
        boolean differs = !Objects.equals(problem, line);
        problem = line;
        return differs;
    }

    synchronized void damage(@Nullable String line) {
        damage = line;
    }

    synchronized void filling(@Nullable Filling releases) {
        filling = releases;
    }
}

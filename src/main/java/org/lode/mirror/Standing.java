package org.lode.mirror;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** How the mirror stands: what it found when it last looked. Safe for use by several threads. */
final class Standing {
    private final AtomicReference<Now> now = new AtomicReference<>(new Now(null, null, null, null, null, null));

    /**
     * How it stands at a moment.
     *
     * @param verifiedAt when the newest root was last computed from the database's own rows; null when not yet
     * @param checkedAt when the origin last gave a state that was in order; null when not yet
     * @param expiresAt when that state ceases to hold; null when it never does
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

        /** What the world is told: damage of one's own weighs more. */
        @Nullable
        String told() {
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

    Now now() {
        return now.get();
    }

    void verified(Instant at) {
        change(was -> new Now(at, was.checkedAt(), was.expiresAt(), was.problem(), was.damage(), was.filling()));
    }

    void checked(Instant at, @Nullable Instant expiresAt) {
        change(was -> new Now(was.verifiedAt(), at, expiresAt, was.problem(), was.damage(), was.filling()));
    }

    /** Notes when the state that is held ceases to hold, whenever it was checked. */
    void until(@Nullable Instant expiresAt) {
        change(was ->
                new Now(was.verifiedAt(), was.checkedAt(), expiresAt, was.problem(), was.damage(), was.filling()));
    }

    /** Notes what is wrong with the origin, or that nothing is; true when that is news. */
    boolean problem(@Nullable String line) {
        Now before = now.getAndUpdate(
                was -> new Now(was.verifiedAt(), was.checkedAt(), was.expiresAt(), line, was.damage(), was.filling()));
        return !Optional.ofNullable(before.problem()).equals(Optional.ofNullable(line));
    }

    /** Notes what is wrong with the database, or that nothing is. */
    void damage(@Nullable String line) {
        change(was -> new Now(was.verifiedAt(), was.checkedAt(), was.expiresAt(), was.problem(), line, was.filling()));
    }

    /** Notes which releases are being applied; null when none is. */
    void filling(@Nullable Filling filling) {
        change(was ->
                new Now(was.verifiedAt(), was.checkedAt(), was.expiresAt(), was.problem(), was.damage(), filling));
    }

    private void change(UnaryOperator<Now> change) {
        now.updateAndGet(change);
    }
}

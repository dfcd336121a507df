package org.lode.mirror;

import org.lode.store.Startup;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Mirrors before the web server listens, and follows the origin from then on.
 *
 * <p>A database that held the newest release of its origin before is served at once: the origin may be out of reach. One that never
 * did is filled first, also when an earlier fill was broken off.
 */
@Component
final class MirrorStart implements SmartLifecycle {
    /** Below that of the web server, which is Integer.MAX_VALUE - 2048. */
    private static final int PHASE = Integer.MAX_VALUE - 4096;

    private final Startup startup;
    private final Mirror mirror;
    private final Origin origin;
    private final Holdings holdings;
    private final Standing standing;
    private final Following following;
    private final RowCheck rows;
    private volatile boolean done;

    MirrorStart(
            Startup startup,
            Mirror mirror,
            Origin origin,
            Holdings holdings,
            Standing standing,
            Following following,
            RowCheck rows) {
        this.startup = startup;
        this.mirror = mirror;
        this.origin = origin;
        this.holdings = holdings;
        this.standing = standing;
        this.following = following;
        this.rows = rows;
    }

    @Override
    public void start() {
        boolean first = startup.step(this::fill);
        following.start(first);
        rows.start();
        done = true;
    }

    /** Looks at the origin before anything is served, where that is needed; returns whether it was. */
    private boolean fill() {
        origin.kept().ifPresent(claim -> standing.until(claim.expiresAt()));
        boolean first = origin.address().isEmpty()
                || holdings.newest().isEmpty()
                || origin.kept().isEmpty();
        if (first) {
            mirror.run();
        }
        return first;
    }

    @Override
    public void stop() {
        rows.stop();
        following.stop();
        done = false;
    }

    @Override
    public boolean isRunning() {
        return done;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}

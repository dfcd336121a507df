package org.lode.mirror;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Mirrors once, when everything is made and before the web server listens. */
@Component
final class MirrorStart implements SmartLifecycle {
    /** Below that of the web server, which is Integer.MAX_VALUE - 2048. */
    private static final int PHASE = Integer.MAX_VALUE - 4096;

    private final Mirror mirror;
    private volatile boolean done;

    MirrorStart(Mirror mirror) {
        this.mirror = mirror;
    }

    @Override
    public void start() {
        mirror.run();
        done = true;
    }

    @Override
    public void stop() {
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

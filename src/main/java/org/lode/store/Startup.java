package org.lode.store;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.StartFailed;

/** The start of Lode, which can be ended at any moment: the long step that is running is interrupted, and no other begins. */
public final class Startup {
    private @Nullable Thread busy;
    private boolean ended;

    /** Runs a step that takes long; fails when the start is ended. */
    public <T> T step(Supplier<T> step) {
        begin();
        try {
            return step.get();
        } finally {
            finish();
        }
    }

    private synchronized void begin() {
        if (ended) {
            throw new StartFailed("the start was ended");
        }
        busy = Thread.currentThread();
    }

    private synchronized void finish() {
        busy = null;
        if (ended) {
            // What cleans up after the step must not be interrupted.
            Thread.interrupted();
        }
    }

    /** Ends the start; may be called by another thread. */
    public synchronized void end() {
        ended = true;
        if (busy != null) {
            busy.interrupt();
        }
    }

    public synchronized boolean isEnded() {
        return ended;
    }
}

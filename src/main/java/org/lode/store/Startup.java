package org.lode.store;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.StartFailed;

/** The start of Lode. It can be ended at any moment: the step that runs is interrupted, and no other begins. */
public final class Startup {
    private @Nullable Thread running;
    private boolean ended;

    /** Runs a step that takes long. Fails when the start was ended. */
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
        running = Thread.currentThread();
    }

    private synchronized void finish() {
        running = null;
        if (ended) {
            // The cleanup after the step must not be interrupted.
            Thread.interrupted();
        }
    }

    /** Ends the start. Any thread may call this. */
    public synchronized void end() {
        ended = true;
        if (running != null) {
            running.interrupt();
        }
    }

    public synchronized boolean isEnded() {
        return ended;
    }
}

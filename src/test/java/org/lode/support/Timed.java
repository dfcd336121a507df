package org.lode.support;

import java.util.concurrent.TimeUnit;

/** How long something takes. */
public final class Timed {
    private Timed() {}

    /** What is timed. */
    public interface Work {
        void run() throws Exception;
    }

    /** Does it; the milliseconds that it took. */
    public static long millis(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }
}

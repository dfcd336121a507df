package org.lode.support;

import java.util.concurrent.TimeUnit;

/** Measures times. */
public final class Timed {
    private Timed() {}

    /** Work whose time is measured. */
    public interface Work {
        void run() throws Exception;
    }

    /** Does work; returns the milliseconds that it takes. */
    public static long millis(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }
}

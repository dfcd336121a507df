package org.lode.mirror;

import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells every few seconds how many records of a release are written; nothing of a release that takes less. */
final class Progress implements IntConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);
    private static final long EVERY = 5_000_000_000L;

    private final String release;
    private final int all;
    private long told = System.nanoTime();

    Progress(String release, int all) {
        this.release = release;
        this.all = all;
    }

    @Override
    public void accept(int written) {
        long now = System.nanoTime();
        if (now - told >= EVERY) {
            told = now;
            LOG.info("release {}: {} of {} changes are written", release, written, all);
        }
    }
}

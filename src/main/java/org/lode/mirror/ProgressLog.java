package org.lode.mirror;

import org.lode.store.Progress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes every few seconds into the log how far long work has come; nothing of work that takes less. */
final class ProgressLog implements Progress {
    private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);
    private static final long EVERY = 5_000_000_000L;

    private String last = "";
    private long told;

    @Override
    public synchronized void at(String work, long done, long of) {
        long now = System.nanoTime();
        if (!work.equals(last)) {
            last = work;
            told = now;
        } else if (now - told >= EVERY) {
            told = now;
            LOG.info("{}: {} of {}", work, done, of);
        }
    }
}

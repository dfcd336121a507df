package org.lode.store;

/** Receives how far a long work has come. */
@FunctionalInterface
public interface Progress {
    void at(String work, long done, long of);

    /** Returns one that does nothing. */
    static Progress silent() {
        return (work, done, of) -> {};
    }
}

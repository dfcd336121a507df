package org.lode.store;

/** Is told how far long work has come. */
@FunctionalInterface
public interface Progress {
    void at(String work, long done, long of);

    /** Tells nobody. */
    static Progress silent() {
        return (work, done, of) -> {};
    }
}

package org.lode.mirror;

/** Lets tests in other rooms have a running Lode look at its origin once more. */
public final class Mirroring {
    private Mirroring() {}

    public static void again(Mirror mirror) {
        mirror.run();
    }
}

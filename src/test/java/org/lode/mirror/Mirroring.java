package org.lode.mirror;

import java.nio.file.Path;
import org.lode.store.InspectionStore.Originals;

/** Lets tests in other rooms have a running Lode look at its origin once more, or repair a database. */
public final class Mirroring {
    private Mirroring() {}

    /** Returns what a database is repaired from: the files of a dataset folder. */
    public static Originals originals(Path folder) {
        return Origin.local(folder.toString());
    }

    /** Applies what is new; returns the sequence of the newest release. A Lode serves it once the database has notified it. */
    public static int again(Mirror mirror) {
        return mirror.run().manifest().sequence();
    }
}

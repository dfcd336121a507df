package org.lode.publish;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.lode.failure.StartFailed;
import org.lode.release.Published;

/** Proves the releases of a dataset folder from their files alone. */
public final class Proof {
    private Proof() {}

    /** Recomputes every hash of every release, telling of each that holds; fails at the first thing that is wrong. */
    public static void of(Path dataset, Consumer<Published> holds) {
        if (Archive.read(dataset, holds).newest().isEmpty()) {
            throw noReleases(dataset);
        }
    }

    static StartFailed noReleases(Path dataset) {
        return new StartFailed(
                "--dataset: %s has no releases/state.json (expected: a dataset folder)".formatted(dataset));
    }
}

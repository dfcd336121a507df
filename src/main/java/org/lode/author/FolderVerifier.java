package org.lode.author;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.lode.model.StartFailed;
import org.lode.release.Manifest.Published;

/** Proves the releases of a dataset folder from their files alone. */
public final class FolderVerifier {
    private FolderVerifier() {}

    /** Recomputes every hash of every release, telling of each that holds; fails at the first thing that is wrong. */
    public static void of(Path dataset, Consumer<Published> holds) {
        if (ReleaseArchive.read(dataset, holds).newest().isEmpty()) {
            throw noReleases(dataset);
        }
    }

    static StartFailed noReleases(Path dataset) {
        return new StartFailed(
                "--dataset: %s has no releases/state.json (expected: a dataset folder)".formatted(dataset));
    }
}

package org.lode.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.lode.author.ReleaseArchive;
import org.lode.author.ReleaseArchive.History;
import org.lode.mirror.Mirror;
import picocli.CommandLine.Option;

/** What the commands that read releases have in common. */
final class DatasetOption {
    @Option(names = "--dataset", description = "The dataset folder; when not given, the dataset within this program.")
    private @Nullable Path dataset;

    /** All releases, proved. */
    History read() {
        return dataset == null ? ReleaseArchive.history(Mirror.bundled()) : ReleaseArchive.history(dataset);
    }
}

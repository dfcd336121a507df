package org.lode;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.lode.mirror.Mirror;
import org.lode.publish.ReleasedStates;
import org.lode.release.Manifest;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What the commands that read releases have in common. */
final class DatasetOption {
    @Option(names = "--dataset", description = "The dataset folder; when not given, the dataset within this program.")
    private @Nullable Path dataset;

    @Option(names = "--json", description = "Say it as one line of canonical JSON.")
    private boolean json;

    boolean json() {
        return json;
    }

    /** All releases, proved. */
    ReleasedStates read() {
        return dataset == null ? ReleasedStates.of(Mirror.bundled()) : ReleasedStates.of(dataset);
    }

    /** How JSON names a release. */
    static ObjectNode release(ReleasedStates.At release) {
        Manifest manifest = release.manifest();
        return JsonNodeFactory.instance
                .objectNode()
                .put("root", manifest.root())
                .put("sequence", manifest.sequence())
                .put("version", manifest.version());
    }
}

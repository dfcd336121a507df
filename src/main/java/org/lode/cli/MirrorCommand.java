package org.lode.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.lode.mirror.Mirror;
import org.lode.model.DataPackageReader;
import org.lode.release.Published;
import org.lode.store.CommandDatabase;
import org.lode.store.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** Brings a database to the newest release of an origin, without serving it. */
@SuppressWarnings("UnusedVariable") // picocli itself asks for --once, so that it is clear what is to come.
@Command(
        name = "mirror",
        description = {
            "Bring a database to the newest release of an origin, and end; serve does the same and goes on.",
            "Takes settings, like --lode.origin=ADDRESS --lode.origin-key=FILE --lode.data-dir=FOLDER."
        })
final class MirrorCommand implements Callable<Integer> {
    @Mixin
    private Output output = new Output();

    @Option(names = "--once", required = true, description = "Look at the origin once.")
    private boolean once;

    @Mixin
    private Arguments arguments = new Arguments();

    @Override
    public Integer call() {
        CommandSettings read = CommandSettings.of(arguments.settings(), output.isJson() ? "WARN" : "INFO");
        try (CommandDatabase database = CommandDatabase.existingOrNew(read.database())) {
            Progress progress = Terminal.progress();
            Published newest = Mirror.of(
                            read.mirror(), database.source(), database.name(), DataPackageReader.bundled(), progress)
                    .run();
            output.line(Output.holds(newest));
            ObjectNode object = Output.object().put("holds", true);
            object.set("releases", Output.releases(List.of(newest)));
            return output.done(object);
        }
    }
}

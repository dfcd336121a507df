package org.lode.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.lode.mirror.Mirror;
import org.lode.model.DataPackageReader;
import org.lode.release.Manifest.Published;
import org.lode.store.CommandDatabase;
import org.lode.store.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** Brings a database to the newest release of an origin, without a server. */
@SuppressWarnings("UnusedVariable") // picocli itself requires --once, so that the command says that it ends.
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
    private Commands.SettingArguments arguments = new Commands.SettingArguments();

    @Override
    public Integer call() {
        Settings.Loaded settings = Settings.load(arguments.settings(), output.isJson() ? "WARN" : "INFO");
        try (CommandDatabase database = CommandDatabase.existingOrNew(settings.database())) {
            Progress progress = Output.progress();
            Published newest = Mirror.of(
                            settings.mirror(),
                            database.source(),
                            database.name(),
                            DataPackageReader.bundled(),
                            progress)
                    .run();
            output.line(Output.holds(newest));
            ObjectNode object = Output.object().put("holds", true);
            object.set("releases", Output.releases(List.of(newest)));
            return output.done(object);
        }
    }
}

package org.lode.cli;

import java.util.List;
import org.lode.mirror.Mirror;
import org.lode.model.DataPackage;
import org.lode.model.DataPackageReader;
import org.lode.release.Manifest.Published;
import org.lode.store.CommandDatabase;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Brings a database to the newest release of an origin, without a server. */
@SuppressWarnings("UnusedVariable") // picocli itself requires --once, so that the command says that it ends.
@Command(
        name = "mirror",
        description = {
            "Bring a database to the newest release of an origin, and end; serve does the same and goes on.",
            "Takes settings, like --lode.origin=ADDRESS --lode.origin-key=FILE --lode.data-dir=FOLDER."
        })
final class MirrorCommand extends JsonCommand {
    @Option(names = "--once", required = true, description = "Look at the origin once.")
    private boolean once;

    @Mixin
    private Commands.SettingArguments arguments = new Commands.SettingArguments();

    @Override
    public Integer call() {
        Settings.Loaded settings = Settings.load(arguments.settings(), isJson() ? "WARN" : "INFO");
        try (CommandDatabase database = CommandDatabase.existingOrNew(settings.database())) {
            DataPackage description = DataPackageReader.bundled();
            Published newest = Mirror.of(settings.mirror(), database.source(), database::cause, description, progress())
                    .run();
            line(holds(newest));
            return done(object().put("holds", true).putPOJO("releases", releases(List.of(newest))));
        }
    }
}

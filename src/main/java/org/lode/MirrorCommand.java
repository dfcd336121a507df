package org.lode;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lode.database.Visit;
import org.lode.kind.DataPackageReader;
import org.lode.mirror.Mirror;
import org.lode.publish.Progress;
import org.lode.release.Published;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Brings a database to the newest release of an origin, without serving it. */
@SuppressWarnings("UnusedVariable") // picocli itself asks for --once, so that it is clear what is to come.
@Command(
        name = "mirror",
        description = {
            "Bring a database to the newest release of an origin, and end; serve does the same and goes on.",
            "Takes settings, like --lode.origin=ADDRESS --lode.origin-key=FILE --lode.data-dir=FOLDER."
        })
final class MirrorCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--once", required = true, description = "Look at the origin once.")
    private boolean once;

    @Option(names = "--json", description = "Say it in JSON.")
    private boolean json;

    @Parameters(paramLabel = "--SETTING=VALUE", arity = "0..*", description = "Settings.")
    private List<String> settings = new ArrayList<>();

    @Override
    public Integer call() {
        CommandSettings read = CommandSettings.of(settings, json ? "WARN" : "INFO");
        try (Visit visit = Visit.orFirst(read.database())) {
            Progress progress = Terminal.progress();
            Published newest = Mirror.of(
                            read.mirror(), visit.source(), visit.name(), DataPackageReader.bundled(), progress)
                    .run();
            say(json ? Wording.json(List.of(newest), null) : Wording.holds(newest));
            return 0;
        }
    }

    private void say(String text) {
        if (spec != null) {
            spec.commandLine().getOut().println(text);
        }
    }
}

package org.lode.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Spec;

/** Serves the dataset. Its help lists all settings. */
@Command(
        name = "serve",
        description = {
            "Serve the dataset; this is what happens when no command is named.",
            "Takes settings as options, like --server.port=8080 --lode.data-dir=FOLDER --lode.origin=FOLDER."
        })
final class ServeCommand implements Callable<Integer> {
    @Mixin
    private Arguments arguments = new Arguments();

    /** The list is made only for the help. */
    @Spec
    void spec(CommandSpec spec) {
        spec.usageMessage()
                .sectionMap()
                .put(
                        UsageMessageSpec.SECTION_KEY_FOOTER,
                        help -> "%n%s%n%s%n"
                                .formatted(
                                        "Settings, each also an environment variable; lode settings --json lists them for programs:",
                                        String.join("%n".formatted(), Settings.lines())));
    }

    @Override
    public Integer call() {
        Serving.start(arguments.settings().toArray(String[]::new));
        return Commands.RUNNING;
    }
}

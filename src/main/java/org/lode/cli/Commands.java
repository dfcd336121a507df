package org.lode.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line. Each failure is one line on the error stream, and an {@link ExitCode} that tells its kind. */
@SuppressWarnings("UnusedVariable") // picocli itself acts on what it puts into help and version.
@Command(
        name = "lode",
        description = "The open critical-minerals dataset, and the server that answers for it.",
        versionProvider = ProgramVersion.class,
        subcommands = {
            ServeCommand.class,
            SettingsCommand.class,
            ReleaseCommand.class,
            ValidateCommand.class,
            FormatCommand.class,
            AddCommand.class,
            SampleCommand.class,
            VerifyCommand.class,
            MirrorCommand.class,
            KeygenCommand.class,
            ProofCommand.class,
            DiffCommand.class,
            WithdrawCommand.class,
            RedactCommand.class,
            TrainCommand.class
        },
        synopsisSubcommandLabel = "[COMMAND]",
        footerHeading = "%nExit codes:%n")
public final class Commands implements Runnable {
    /** The server runs, and the process must not end. */
    public static final int RUNNING = -1;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Say how this is used.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Say which Lode this is.")
    private boolean version;

    /** Does what the arguments say; the server when they name no command. */
    public static int run(String... args) {
        return line().execute(Arguments.withCommand(args));
    }

    static CommandLine line() {
        CommandLine line = new CommandLine(new Commands())
                .setParameterExceptionHandler(Output::misused)
                .setExecutionExceptionHandler(Output::failed);
        line.getCommandSpec().usageMessage().footer(ExitCode.lines());
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(spec().commandLine(), "no command");
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("picocli gives every command its specification");
        }
        return spec;
    }
}

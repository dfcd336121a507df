package org.lode;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.lode.draft.Draft;
import org.lode.failure.Failure;
import org.lode.publish.Author;
import org.lode.trust.KeyFiles;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line. Each failure is one line on the error stream, and an exit code that tells its kind. */
@SuppressWarnings("UnusedVariable") // picocli itself acts on what it puts into help and version.
@Command(
        name = "lode",
        description = "The open critical-minerals dataset, and the server that answers for it.",
        versionProvider = ProgramVersion.class,
        subcommands = {
            ValidateCommand.class,
            FormatCommand.class,
            AddCommand.class,
            SampleCommand.class,
            VerifyCommand.class,
            MirrorCommand.class,
            ProofCommand.class,
            DiffCommand.class,
            WithdrawCommand.class,
            RedactCommand.class,
            TrainCommand.class
        },
        synopsisSubcommandLabel =
                "[serve | release | validate | format | add | sample | verify | mirror | keygen | proof | diff | withdraw | redact]",
        footerHeading = "%nExit codes:%n",
        footer = {
            "  0  done",
            "  1  the dataset is damaged or not in order",
            "  2  the command line is wrong",
            "  3  Lode cannot start, or cannot do what was asked"
        })
final class Commands implements Runnable {
    /** The server runs, and the process must not end. */
    static final int RUNNING = -1;

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
    static int run(String... args) {
        return line().execute(Arguments.withCommand(args));
    }

    static CommandLine line() {
        return new CommandLine(new Commands())
                .setParameterExceptionHandler(Commands::misused)
                .setExecutionExceptionHandler((failure, line, parsed) -> failed(failure, line.getErr()));
    }

    @Override
    public void run() {
        throw new ParameterException(command(), "no command");
    }

    @Command(
            description = {
                "Serve the dataset; this is what happens when no command is named.",
                "Takes settings as options, like --server.port=8080 --lode.data-dir=FOLDER --lode.origin=FOLDER."
            })
    int serve(
            @Parameters(paramLabel = "--SETTING=VALUE", arity = "0..*", description = "Settings.")
                    String @Nullable ... settings) {
        // picocli gives null, not an empty array, when there are none.
        Serving.start(settings == null ? new String[0] : settings);
        return RUNNING;
    }

    @Command(description = "Make the tables of a dataset folder its next release.")
    int release(
            @Option(names = "--dataset", required = true, description = "The dataset folder.") Path dataset,
            @Option(names = "--version", required = true, description = "YEAR.MONTH.NUMBER, like 2026.11.1.")
                    String version,
            @Option(names = "--published-at", description = "An instant; now when not given.") @Nullable
                    Instant publishedAt,
            @Option(names = "--notes", defaultValue = "", description = "What is new, in Markdown.") String notes,
            @Option(names = "--allow-empty", description = "Also when nothing changed.") boolean allowEmpty) {
        Instant at = publishedAt == null ? Instant.now().truncatedTo(ChronoUnit.SECONDS) : publishedAt;
        Author.Outcome outcome = Author.release(Draft.read(dataset), new Author.Order(version, at, notes, allowEmpty));
        return switch (outcome) {
            case Author.Outcome.Rejected rejected ->
                DraftOption.reject(rejected.problems(), command().getErr());
            case Author.Outcome.Released released -> {
                say(Wording.released(released.release().manifest()));
                yield 0;
            }
        };
    }

    @Command(description = "Make a key that signs what this origin says, and the files that partners need of it.")
    int keygen(
            @Option(
                            names = "--out",
                            required = true,
                            description = "The file of the private key; .pub and .keys.json lie beside.")
                    Path out,
            @Option(names = "--signed-by", description = "The key before, which vouches for the new one.") @Nullable
                    Path signedBy,
            @Option(names = "--json", description = "Say it as JSON.") boolean json) {
        KeyFiles older = signedBy == null ? null : KeyFiles.read(signedBy, "--signed-by");
        KeyFiles made = KeyFiles.create(out, older);
        say(json ? Wording.json(made) : Wording.made(made));
        return 0;
    }

    private void say(String text) {
        command().getOut().println(text);
    }

    private CommandLine command() {
        if (spec == null) {
            throw new IllegalStateException("picocli gives every command its specification");
        }
        return spec.commandLine();
    }

    private static int misused(ParameterException misuse, String... args) {
        misuse.getCommandLine()
                .getErr()
                .println("lode: %s (expected: see lode --help)".formatted(Wording.line(misuse)));
        return CommandLine.ExitCode.USAGE;
    }

    private static int failed(Exception failure, PrintWriter err) {
        err.println("lode: " + Wording.line(failure));
        return failure instanceof Failure known ? Wording.exitCode(known) : 3;
    }
}

package org.lode.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;
import org.jspecify.annotations.Nullable;
import org.lode.Lode;
import org.lode.author.ReleaseArchive;
import org.lode.mirror.Mirror;
import org.lode.model.DataPackageReader;
import org.lode.model.Failure;
import org.lode.model.Failure.BadInput;
import org.lode.model.Failure.BadRequest;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line. Each failure is one line on the error stream and an {@link ExitCode}. */
@SuppressWarnings("UnusedVariable") // picocli itself acts on what it puts into help and version.
@Command(
        name = "lode",
        description = "The open critical-minerals dataset, and the server that answers for it.",
        subcommands = {
            ServeCommand.class,
            Settings.ListCommand.class,
            ReleaseCommand.class,
            ValidateCommand.class,
            DraftCommands.Format.class,
            AddCommand.class,
            DraftCommands.DrawSample.class,
            VerifyCommand.class,
            MirrorCommand.class,
            KeygenCommand.class,
            ProofCommand.class,
            DiffCommand.class,
            NoticeCommands.Withdraw.class,
            NoticeCommands.Redact.class,
            TrainCommand.class
        },
        synopsisSubcommandLabel = "[COMMAND]",
        footerHeading = "%nExit codes:%n")
public final class Commands implements Runnable {
    /** The server runs, and the process must not end. */
    public static final int RUNNING = -1;

    static final String UNSIGNED = "--insecure-unsigned";
    private static final String UNSIGNED_SETTING = "--lode.mirror.insecure-unsigned=true";
    private static final String SERVE = "serve";
    private static final List<String> WITH_SETTINGS = List.of("verify", "mirror", "train");
    private static final String SETTING = "--[A-Za-z-]+\\..*";
    private static final List<String> HELP = List.of("--help", "-h");

    @Spec
    private CommandSpec spec = CommandSpec.create();

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

    /** The option of commands that read the tables of a dataset folder. */
    static final class DraftOption {
        @Option(names = "--dataset", required = true, description = "The dataset folder.")
        Path folder = Path.of("");
    }

    /** The option of commands that read releases. */
    static final class ReleasesOption {
        @Option(
                names = "--dataset",
                description = "The dataset folder; when not given, the dataset within this program.")
        private @Nullable Path dataset;

        /** Reads and verifies all releases. */
        ReleaseArchive.History read() {
            return dataset == null ? ReleaseArchive.history(Mirror.bundled()) : ReleaseArchive.history(dataset);
        }
    }

    /** The arguments of commands that pass settings on to Spring Boot. */
    static final class SettingArguments {
        @Parameters(
                paramLabel = "--SETTING=VALUE",
                arity = "0..*",
                description = "Settings, like --lode.data-dir=FOLDER; lode settings lists them.")
        private List<String> settings = new ArrayList<>();

        /** Returns the settings; fails at the first argument that is none. */
        List<String> settings() {
            for (String argument : settings) {
                if (!argument.startsWith("--")) {
                    throw new BadInput(argument, "no such argument", "settings, like --lode.data-dir=FOLDER");
                }
            }
            return settings;
        }
    }

    /** Runs the command of the arguments, by default {@code serve}; returns the exit code or {@link #RUNNING}. */
    public static int run(String... args) {
        return line().execute(withCommand(args));
    }

    static CommandLine line() {
        CommandLine line = new CommandLine(new Commands())
                .setParameterExceptionHandler((misuse, args) -> JsonCommand.failed(
                        misuse(misuse), misuse.getCommandLine(), List.of(args).contains(JsonCommand.JSON)))
                .setExecutionExceptionHandler((failure, command, parsed) -> JsonCommand.failed(
                        failure, command, command.getParseResult().hasMatchedOption(JsonCommand.JSON)));
        line.getCommandSpec().usageMessage().footer(ExitCode.lines());
        // The description of the data is read for this option alone.
        line.getCommandSpec().versionProvider(() -> new String[] {
            "lode %s, schema %s"
                    .formatted(program(), DataPackageReader.bundled().schemaVersion())
        });
        return line;
    }

    static String program() {
        String version = Lode.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command");
    }

    /** Returns the arguments with their command first, and with settings after {@code --}, where picocli takes any text. */
    static String[] withCommand(String... typed) {
        List<String> args = Stream.of(typed)
                .map(argument -> argument.equals(UNSIGNED) ? UNSIGNED_SETTING : argument)
                .toList();
        String first = args.isEmpty() ? SERVE : args.getFirst();
        if (WITH_SETTINGS.contains(first)) {
            Predicate<String> isSetting = argument -> argument.matches(SETTING);
            List<String> settings = args.stream().filter(isSetting).toList();
            Stream<String> others = args.stream().filter(isSetting.negate());
            return settings.isEmpty()
                    ? typed
                    : Stream.concat(others, Stream.concat(Stream.of("--"), settings.stream()))
                            .toArray(String[]::new);
        }
        if (first.matches("--help|--version") || !(first.equals(SERVE) || first.startsWith("--"))) {
            return args.toArray(String[]::new);
        }
        List<String> settings = !args.isEmpty() && first.equals(SERVE) ? args.subList(1, args.size()) : args;
        return settings.stream().anyMatch(HELP::contains)
                ? new String[] {SERVE, "--help"}
                : Stream.concat(Stream.of(SERVE, "--"), settings.stream()).toArray(String[]::new);
    }

    /** Returns the failure for an argument that picocli refuses. */
    private static Failure misuse(ParameterException misuse) {
        CommandSpec command = misuse.getCommandLine().getCommandSpec();
        String help = "lode %s--help".formatted(command.parent() == null ? "" : command.name() + " ");
        if (!(misuse instanceof UnmatchedArgumentException unknown)
                || unknown.getUnmatched().isEmpty()) {
            String message = "%s (expected: see %s)".formatted(JsonCommand.line(misuse), help);
            return new BadRequest(Failure.Code.BAD_USER_INPUT, message);
        }
        String argument = unknown.getUnmatched().getFirst();
        Set<String> commands = command.subcommands().keySet();
        if (argument.startsWith("-")) {
            String expected = suggestion(argument, command.optionsMap().keySet(), "see " + help);
            return new BadInput(argument.replaceFirst("=.*", ""), "no such option", expected);
        }
        return commands.isEmpty()
                ? new BadInput(argument, "no such argument", "no more than %s says".formatted(help))
                : new BadInput(
                        argument, "no such command", suggestion(argument, commands, "one that lode --help lists"));
    }

    /** Returns the known name that takes the fewest edits, as a question; the other text when more than a third would change. */
    static String suggestion(String typed, Collection<String> known, String otherwise) {
        return known.stream()
                .min(Comparator.<String>comparingInt(name -> edits(typed, name)).thenComparing(name -> name))
                .filter(name -> edits(typed, name) <= Math.max(2, name.length() / 3))
                .map(name -> name + "?")
                .orElse(otherwise);
    }

    @SuppressWarnings("deprecation") // The library moved it to one that Lode has no other use for.
    private static int edits(String typed, String name) {
        return StringUtils.getLevenshteinDistance(typed, name);
    }
}

package org.lode.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure;
import org.lode.model.Failure.BadInput;
import org.lode.model.Failure.BadRequest;
import org.lode.release.CanonicalJson;
import org.lode.release.Manifest;
import org.lode.release.Manifest.Published;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a command prints: lines for people, or one JSON object for programs.
 *
 * <p>The object is one canonical line on the output. It has a member {@code error} if, and only if, the exit code is not 0.
 */
final class Output {
    static final String JSON = "--json";

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(names = JSON, description = "Print one JSON object, also on failure.")
    private boolean json;

    boolean isJson() {
        return json;
    }

    /** Prints a line for people. */
    void line(String text) {
        if (!json) {
            out().println(text);
        }
    }

    /** Prints lines for people. */
    void lines(List<String> lines) {
        lines.forEach(this::line);
    }

    /** Prints a line for people that says what is wrong. */
    void problem(String text) {
        if (!json) {
            spec().commandLine().getErr().println(text);
        }
    }

    /** Prints the object for programs; returns the exit code of success. */
    int done(ObjectNode object) {
        if (json) {
            print(object, out());
        }
        return ExitCode.DONE.number();
    }

    /** Prints the object with the failure, or the failure for people; returns the exit code of it. */
    int failed(Failure failure, ObjectNode object) {
        if (json) {
            object.set("error", error(failure));
            print(object, out());
        } else {
            spec().commandLine().getErr().println("lode: " + line(failure));
        }
        return ExitCode.of(failure).number();
    }

    private PrintWriter out() {
        return spec().commandLine().getOut();
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(command, "picocli gives every command its specification");
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** How JSON names a release. */
    static ObjectNode release(Manifest manifest) {
        return object().put("root", manifest.root())
                .put("sequence", manifest.sequence())
                .put("version", manifest.version());
    }

    static ArrayNode releases(List<Published> releases) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        releases.forEach(release -> array.add(release(release.manifest())));
        return array;
    }

    /** One line for a release that was proved. */
    static String holds(Published release) {
        return "%s holds, root %s"
                .formatted(release.manifest().version(), release.manifest().root());
    }

    /** Says what is wrong with the command line; returns the exit code. */
    static int misused(ParameterException misuse, String... args) {
        Failure failure = wrong(misuse);
        return failed(failure, misuse.getCommandLine(), List.of(args).contains(JSON));
    }

    /** Says what a command failed with; returns the exit code. */
    static int failed(Exception failure, CommandLine line, CommandLine.ParseResult parsed) {
        return failed(failure, line, line.getParseResult().hasMatchedOption(JSON));
    }

    private static int failed(Exception failure, CommandLine line, boolean json) {
        if (json) {
            ObjectNode object = object();
            object.set("error", error(failure));
            print(object, line.getOut());
        } else if (isEnding()) {
            // What fails because of a signal is no news to its sender.
            return ExitCode.INTERRUPTED.number();
        } else {
            line.getErr().println("lode: " + line(failure));
        }
        return ExitCode.of(failure).number();
    }

    /** Returns whether a signal ends the process. */
    private static boolean isEnding() {
        Thread none = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(none);
            Runtime.getRuntime().removeShutdownHook(none);
            return false;
        } catch (IllegalStateException ending) {
            return true;
        }
    }

    private static ObjectNode error(Exception failure) {
        ObjectNode error = object();
        Map<String, Object> told =
                failure instanceof Failure known ? known.extensions() : Map.of("code", Failure.Code.INTERNAL.name());
        told.forEach((name, value) -> error.set(name, JsonMapper.shared().valueToTree(value)));
        return error.put("message", line(failure))
                .put("exitCode", ExitCode.of(failure).number());
    }

    private static void print(ObjectNode object, PrintWriter out) {
        out.println(CanonicalJson.of(object.toString()));
    }

    /** One line for a failure: what it says, or what it is when it says nothing. */
    static String line(Throwable failure) {
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return message.strip().replaceAll("\\s+", " ");
    }

    /** The failure for an argument that picocli does not take. */
    private static Failure wrong(ParameterException misuse) {
        CommandSpec command = misuse.getCommandLine().getCommandSpec();
        if (misuse instanceof UnmatchedArgumentException unknown
                && !unknown.getUnmatched().isEmpty()) {
            String argument = unknown.getUnmatched().getFirst();
            if (argument.startsWith("-")) {
                return new BadInput(
                        argument.replaceFirst("=.*", ""),
                        "no such option",
                        Nearest.of(argument, command.optionsMap().keySet())
                                .map(near -> near + "?")
                                .orElse("see lode %s--help".formatted(name(command))));
            }
            return command.subcommands().isEmpty()
                    ? new BadInput(
                            argument, "no such argument", "no more than lode %s--help says".formatted(name(command)))
                    : new BadInput(
                            argument,
                            "no such command",
                            Nearest.of(argument, command.subcommands().keySet())
                                    .map(near -> near + "?")
                                    .orElse("one that lode --help lists"));
        }
        return new BadRequest(
                Failure.Code.BAD_USER_INPUT, "%s (expected: see lode %s--help)".formatted(line(misuse), name(command)));
    }

    private static String name(CommandSpec command) {
        return command.parent() == null ? "" : command.name() + " ";
    }
}

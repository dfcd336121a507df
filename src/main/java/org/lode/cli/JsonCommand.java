package org.lode.cli;

import java.io.Console;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.lode.author.Problem;
import org.lode.model.Failure;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.release.CanonicalJson;
import org.lode.release.Manifest;
import org.lode.release.Manifest.Published;
import org.lode.store.ReleaseApplyStore.Progress;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A command that prints lines for people, or one JSON object for programs ({@code --json}).
 *
 * <p>The object is one line of canonical JSON. It has a member {@code error} if, and only if, the exit code is not 0.
 */
abstract class JsonCommand implements Callable<Integer> {
    static final String JSON = "--json";

    private static final int BAR_WIDTH = 30;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Option(names = JSON, description = "Print one JSON object, also on failure.")
    private boolean json;

    boolean isJson() {
        return json;
    }

    /** Prints a line for people. */
    void line(String text) {
        if (!json) {
            command.commandLine().getOut().println(text);
        }
    }

    /** Prints a line for people on the error stream. */
    void problem(String text) {
        if (!json) {
            command.commandLine().getErr().println(text);
        }
    }

    /** Prints the object for programs; returns the exit code of success. */
    int done(ObjectNode object) {
        if (json) {
            print(object, command.commandLine());
        }
        return ExitCode.DONE.number();
    }

    /** Prints the object with the failure, or the failure for people; returns its exit code. */
    int failed(Failure failure, ObjectNode object) {
        return print(failure, object, command.commandLine(), json);
    }

    /** Prints the problems of tables, a line each, and their number; returns the exit code. */
    int reject(List<Problem> problems, ObjectNode object) {
        problems.forEach(problem -> problem(problem.toString()));
        return failed(
                new DatasetDamaged(count(problems.size(), "problem") + " in the tables"),
                object.putPOJO("problems", problems));
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ObjectNode release(Manifest manifest) {
        return object().put("root", manifest.root())
                .put("sequence", manifest.sequence())
                .put("version", manifest.version());
    }

    static List<ObjectNode> releases(List<Published> releases) {
        return releases.stream().map(release -> release(release.manifest())).toList();
    }

    static String holds(Published release) {
        return "%s holds, root %s"
                .formatted(release.manifest().version(), release.manifest().root());
    }

    static String count(int count, String word) {
        return "%d %s%s".formatted(count, word, count == 1 ? "" : "s");
    }

    /** Returns a progress bar on the error stream when there is a terminal; else one that draws nothing. */
    static Progress progress() {
        return Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .map(terminal -> (Progress) JsonCommand::draw)
                .orElse(Progress.silent());
    }

    private static void draw(String work, long done, long of) {
        int full = of == 0 ? BAR_WIDTH : (int) (BAR_WIDTH * done / of);
        String bar = "#".repeat(full) + ".".repeat(BAR_WIDTH - full);
        // \r goes to the start of the line, and ESC [K clears it.
        System.err.printf("\r\u001b[K%s", done >= of ? "" : "[%s] %s: %d of %d".formatted(bar, work, done, of));
    }

    /** Prints the failure that ended a command; returns its exit code. */
    static int failed(Exception failure, CommandLine line, boolean json) {
        if (!json && isEnding()) {
            // The sender of the signal needs no message about what it stopped.
            return ExitCode.INTERRUPTED.number();
        }
        return print(failure, object(), line, json);
    }

    private static int print(Exception failure, ObjectNode object, CommandLine line, boolean json) {
        int code = ExitCode.of(failure).number();
        if (json) {
            Object members =
                    failure instanceof Failure known ? known.extensions() : Map.of("code", Failure.Code.INTERNAL);
            ObjectNode error = JsonMapper.shared().valueToTree(members);
            object.set("error", error.put("message", line(failure)).put("exitCode", code));
            print(object, line);
        } else {
            line.getErr().println("lode: " + line(failure));
        }
        return code;
    }

    private static void print(ObjectNode object, CommandLine line) {
        line.getOut().println(CanonicalJson.of(JsonMapper.shared().writeValueAsString(object)));
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

    /** Returns the message of a failure in one line, or its class when it has none. */
    static String line(Throwable failure) {
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return message.strip().replaceAll("\\s+", " ");
    }
}

package org.lode.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lode.author.Problem;
import org.lode.model.Failure;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.release.CanonicalJson;
import org.lode.release.Manifest;
import org.lode.release.Manifest.Published;
import org.lode.store.Progress;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The output of a command: lines for people, or one JSON object for programs ({@code --json}).
 *
 * <p>The object is one line of canonical JSON. It has a member {@code error} if, and only if, the exit code is not 0.
 */
final class Output {
    static final String JSON = "--json";

    private static final int BAR_WIDTH = 30;

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
            commandLine().getOut().println(text);
        }
    }

    /** Prints lines for people. */
    void lines(List<String> lines) {
        lines.forEach(this::line);
    }

    /** Prints a line for people on the error stream. */
    void problem(String text) {
        if (!json) {
            commandLine().getErr().println(text);
        }
    }

    /** Prints the object for programs; returns the exit code of success. */
    int done(ObjectNode object) {
        if (json) {
            print(object, commandLine().getOut());
        }
        return ExitCode.DONE.number();
    }

    /** Prints the object with the failure, or the failure for people; returns its exit code. */
    int failed(Failure failure, ObjectNode object) {
        return print(failure, object, commandLine(), json);
    }

    /** Prints the problems of tables, a line each, and their number; returns the exit code. */
    int reject(List<Problem> problems, ObjectNode object) {
        problems.forEach(problem -> problem(problem.toString()));
        object.set("problems", json(problems));
        return failed(new DatasetDamaged(count(problems.size(), "problem") + " in the tables"), object);
    }

    private CommandLine commandLine() {
        return Objects.requireNonNull(command, "picocli gives every command its specification")
                .commandLine();
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Returns the JSON of a record, a map or a list of texts or records. */
    static JsonNode tree(Object value) {
        return JsonMapper.shared().valueToTree(value);
    }

    static ArrayNode json(List<Problem> problems) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        problems.forEach(problem -> array.addObject()
                .put("file", problem.file())
                .put("line", problem.line())
                .put("column", problem.column())
                .put("id", problem.id())
                .put("value", problem.value())
                .put("expected", problem.expected()));
        return array;
    }

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

    /** Returns the line for a verified release. */
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
                .map(terminal -> (Progress) Output::draw)
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
        if (json) {
            object.set("error", error(failure));
            print(object, line.getOut());
        } else {
            line.getErr().println("lode: " + line(failure));
        }
        return ExitCode.of(failure).number();
    }

    private static void print(ObjectNode object, PrintWriter out) {
        out.println(CanonicalJson.of(object.toString()));
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
        Map<String, Object> members =
                failure instanceof Failure known ? known.extensions() : Map.of("code", Failure.Code.INTERNAL.name());
        ObjectNode error = object();
        members.forEach((name, value) -> error.set(name, tree(value)));
        return error.put("message", line(failure))
                .put("exitCode", ExitCode.of(failure).number());
    }

    /** Returns the message of a failure in one line, or its class when it has none. */
    static String line(Throwable failure) {
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return message.strip().replaceAll("\\s+", " ");
    }
}

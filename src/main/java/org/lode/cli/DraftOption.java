package org.lode.cli;

import java.nio.file.Path;
import java.util.List;
import org.lode.author.Problem;
import org.lode.model.Failure.DatasetDamaged;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What the commands that read tables have in common. */
final class DraftOption {
    @Option(names = "--dataset", required = true, description = "The dataset folder.")
    private Path folder = Path.of("");

    Path folder() {
        return folder;
    }

    /** Prints the problems, a line each, and their number; returns the exit code. */
    static int reject(List<Problem> problems, Output output, ObjectNode object) {
        problems.forEach(problem -> output.problem(problem.toString()));
        object.set("problems", json(problems));
        return output.failed(new DatasetDamaged(count(problems.size(), "problem") + " in the tables"), object);
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

    static String count(int count, String word) {
        return "%d %s%s".formatted(count, word, count == 1 ? "" : "s");
    }
}

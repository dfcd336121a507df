package org.lode.cli;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lode.author.Problem;
import org.lode.author.Review;
import org.lode.release.Op;
import org.lode.release.Op.Reason;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** Prints all problems and warnings of the tables of a dataset folder. */
@Command(
        name = "validate",
        description = {
            "Say everything that is wrong with the tables of a dataset folder.",
            "Warnings tell what may be right but should be looked at: they do not fail."
        })
final class ValidateCommand implements Callable<Integer> {
    private static final List<String> WORDS = List.of("added", "changed", "removed", "merged");

    @Mixin
    private Output output = new Output();

    @Mixin
    private Commands.DraftOption draft = new Commands.DraftOption();

    @Option(names = "--since", paramLabel = "RELEASE", description = "Also count what changed since this release.")
    private @Nullable String since;

    @Override
    public Integer call() {
        Review review = Review.of(draft.folder());
        if (review.problems().isEmpty()) {
            output.line("the tables are in order");
        }
        ObjectNode object = Output.object();
        object.set("warnings", Output.json(review.warnings()));
        List<String> warnings = Problem.lines(review.warnings());
        warnings.forEach(warning -> output.line("warning: " + warning));
        if (!warnings.isEmpty()) {
            output.line(Output.count(warnings.size(), "warning"));
        }
        if (!review.problems().isEmpty()) {
            return output.reject(review.problems(), object);
        }
        object.putArray("problems");
        if (since != null) {
            Map<String, List<Op>> changes = byType(review.since(since));
            output.lines(lines(changes));
            object.set("changes", json(changes));
        }
        return output.done(object);
    }

    private static Map<String, List<Op>> byType(List<Op> ops) {
        return ops.stream().collect(Collectors.groupingBy(op -> op.key().type(), TreeMap::new, Collectors.toList()));
    }

    /** Returns a line for each type, with the reasons of each operation. */
    private static List<String> lines(Map<String, List<Op>> byType) {
        return byType.entrySet().stream()
                .map(type -> "%s: %s"
                        .formatted(
                                type.getKey(),
                                WORDS.stream()
                                        .map(word -> counted(word, type.getValue()))
                                        .collect(Collectors.joining(", "))))
                .toList();
    }

    private static String counted(String word, List<Op> ops) {
        Map<Reason, Long> reasons = reasons(word, ops);
        long count = reasons.values().stream().mapToLong(Long::longValue).sum();
        return count == 0 ? "0 " + word : "%d %s %s".formatted(count, word, reasons);
    }

    private static Map<Reason, Long> reasons(String word, List<Op> ops) {
        return ops.stream()
                .filter(op -> word(op).equals(word))
                .collect(Collectors.groupingBy(op -> op.cause().reason(), TreeMap::new, Collectors.counting()));
    }

    /** Returns the number of changes by type, operation and reason. */
    private static ObjectNode json(Map<String, List<Op>> byType) {
        ObjectNode object = Output.object();
        byType.forEach((type, ops) -> {
            ObjectNode counts = object.putObject(type);
            WORDS.forEach(word -> {
                ObjectNode count = counts.putObject(word);
                reasons(word, ops).forEach((reason, number) -> count.put(reason.name(), number));
            });
        });
        return object;
    }

    private static String word(Op op) {
        return switch (op) {
            case Op.Add add -> "added";
            case Op.Mod mod -> "changed";
            case Op.Del del -> "removed";
            case Op.Merge merge -> "merged";
        };
    }
}

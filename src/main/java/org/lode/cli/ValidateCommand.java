package org.lode.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
final class ValidateCommand extends JsonCommand {
    private static final List<String> WORDS = List.of("added", "changed", "removed", "merged");

    @Mixin
    private Commands.DraftOption draft = new Commands.DraftOption();

    @Option(names = "--since", paramLabel = "RELEASE", description = "Also count what changed since this release.")
    private @Nullable String since;

    @Override
    public Integer call() {
        Review review = Review.of(draft.folder);
        if (review.problems().isEmpty()) {
            line("the tables are in order");
        }
        ObjectNode object = object().putPOJO("warnings", review.warnings());
        List<String> warnings = Problem.lines(review.warnings());
        warnings.forEach(warning -> line("warning: " + warning));
        if (!warnings.isEmpty()) {
            line(count(warnings.size(), "warning"));
        }
        if (!review.problems().isEmpty()) {
            return reject(review.problems(), object);
        }
        object.putArray("problems");
        if (since != null) {
            Map<String, Map<String, Map<Reason, Integer>>> changes = changes(review.since(since));
            changes.forEach((type, byWord) -> line(type + ": "
                    + byWord.entrySet().stream()
                            .map(word -> counted(word.getKey(), word.getValue()))
                            .collect(Collectors.joining(", "))));
            object.putPOJO("changes", changes);
        }
        return done(object);
    }

    /** Returns the number of changes by type, operation and reason. */
    private static Map<String, Map<String, Map<Reason, Integer>>> changes(List<Op> ops) {
        Map<String, Map<String, Map<Reason, Integer>>> changes = new TreeMap<>();
        for (Op op : ops) {
            Map<String, Map<Reason, Integer>> byWord =
                    changes.computeIfAbsent(op.key().type(), type -> new LinkedHashMap<>());
            for (String word : WORDS) {
                Map<Reason, Integer> reasons = byWord.computeIfAbsent(word, none -> new TreeMap<>());
                if (word.equals(word(op))) {
                    reasons.merge(op.cause().reason(), 1, Integer::sum);
                }
            }
        }
        return changes;
    }

    private static String counted(String word, Map<Reason, Integer> reasons) {
        int count = reasons.values().stream().mapToInt(Integer::intValue).sum();
        return count == 0 ? "0 " + word : "%d %s %s".formatted(count, word, reasons);
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

package org.lode;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lode.draft.WarningList;
import org.lode.publish.Review;
import org.lode.release.Op;
import org.lode.release.Reason;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says everything that is wrong with the tables of a dataset folder, and what should be looked at. */
@Command(
        name = "validate",
        description = {
            "Say everything that is wrong with the tables of a dataset folder.",
            "Warnings tell what may be right but should be looked at: they do not fail."
        })
final class ValidateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DraftOption draft = new DraftOption();

    @Option(names = "--since", paramLabel = "RELEASE", description = "Also count what changed since this release.")
    private @Nullable String since;

    @Override
    public Integer call() {
        Review review = Review.of(draft.folder());
        PrintWriter out = spec.commandLine().getOut();
        if (review.problems().isEmpty()) {
            out.println("the tables are in order");
        }
        List<String> warnings = WarningList.lines(review.warnings());
        warnings.forEach(warning -> out.println("warning: " + warning));
        if (!warnings.isEmpty()) {
            out.println(DraftOption.count(warnings.size(), "warning"));
        }
        if (!review.problems().isEmpty()) {
            return DraftOption.reject(review.problems(), spec.commandLine().getErr());
        }
        if (since != null) {
            lines(review.since(since)).forEach(out::println);
        }
        return 0;
    }

    /** A line for each type, and for each operation the reasons. */
    private static List<String> lines(List<Op> ops) {
        Map<String, List<Op>> byType =
                ops.stream().collect(Collectors.groupingBy(op -> op.key().type(), TreeMap::new, Collectors.toList()));
        return byType.entrySet().stream()
                .map(type -> "%s: %s"
                        .formatted(
                                type.getKey(),
                                List.of("added", "changed", "removed", "merged").stream()
                                        .map(word -> counted(word, type.getValue()))
                                        .collect(Collectors.joining(", "))))
                .toList();
    }

    private static String counted(String word, List<Op> ops) {
        Map<Reason, Long> reasons = ops.stream()
                .filter(op -> word(op).equals(word))
                .collect(Collectors.groupingBy(op -> op.cause().reason(), TreeMap::new, Collectors.counting()));
        long count = reasons.values().stream().mapToLong(Long::longValue).sum();
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

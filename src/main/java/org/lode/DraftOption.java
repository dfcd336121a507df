package org.lode;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.lode.draft.Problem;
import picocli.CommandLine.Option;

/** What the commands that read tables have in common. */
final class DraftOption {
    @Option(names = "--dataset", required = true, description = "The dataset folder.")
    private Path folder = Path.of("");

    Path folder() {
        return folder;
    }

    /** Tells the problems, a line each, and their number; the exit code of it. */
    static int reject(List<Problem> problems, PrintWriter err) {
        problems.forEach(err::println);
        err.println("lode: %s in the tables".formatted(count(problems.size(), "problem")));
        return 1;
    }

    static String count(int count, String word) {
        return "%d %s%s".formatted(count, word, count == 1 ? "" : "s");
    }
}

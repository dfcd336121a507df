package org.lode.author;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Warnings as a person reads them: a line for each, but one line for many of one cause. */
public final class WarningList {
    /** From this many rows on, one line tells them all. */
    private static final int MANY = 4;

    private record Cause(String file, String column, String expected) {}

    private WarningList() {}

    public static List<String> lines(List<Problem> warnings) {
        Map<Cause, List<Problem>> byCause = warnings.stream()
                .collect(Collectors.groupingBy(
                        warning -> new Cause(warning.file(), warning.column(), warning.expected()),
                        LinkedHashMap::new,
                        Collectors.toList()));
        return byCause.values().stream()
                .flatMap(same -> same.size() < MANY ? same.stream().map(Problem::toString) : Stream.of(together(same)))
                .toList();
    }

    private static String together(List<Problem> same) {
        Problem first = same.getFirst();
        return "%s:%s: %d rows: %s (expected: %s)"
                .formatted(
                        first.file(),
                        first.column(),
                        same.size(),
                        same.stream().map(WarningList::brief).collect(Collectors.joining("; ")),
                        first.expected());
    }

    private static String brief(Problem problem) {
        boolean bare = problem.value().isEmpty() || problem.value().equals(problem.id());
        return bare ? problem.id() : "%s %s".formatted(problem.id(), problem.shown());
    }
}

package org.lode.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.json.JsonMapper;

/** What was measured: medians of rounds, as a table and as JSON. */
final class Report {
    private static final JsonMapper JSON = JsonMapper.shared();

    private record Key(String question, int callers, String target) {}

    private record Run(
            double perSecond,
            double p50,
            double p99,
            double serverMillis,
            double compilerMillis,
            double databaseMillis,
            int wrong) {}

    /**
     * Medians of all runs of one kind.
     *
     * @param serverCpuMillis of each request, those of its compilers too
     * @param rounds requests a second in each round
     */
    record Line(
            String question,
            int callers,
            String target,
            double requestsPerSecond,
            double p50Millis,
            double p99Millis,
            double serverCpuMillis,
            double compilerCpuMillis,
            double postgresCpuMillis,
            int wrongAnswers,
            List<Double> rounds) {}

    private final Map<Key, List<Run>> runs = new LinkedHashMap<>();
    private final Map<String, Map<String, Double>> memory = new LinkedHashMap<>();

    void add(
            String question,
            int callers,
            String target,
            Load.Outcome outcome,
            double serverMillis,
            double compilerMillis,
            double databaseMillis) {
        runs.computeIfAbsent(new Key(question, callers, target), key -> new ArrayList<>())
                .add(new Run(
                        outcome.perSecond(),
                        outcome.p50(),
                        outcome.p99(),
                        serverMillis,
                        compilerMillis,
                        databaseMillis,
                        outcome.wrong()));
    }

    void memory(String target, double heap, double resident) {
        memory.put(target, Map.of("heapMegabytes", heap, "residentMegabytes", resident));
    }

    List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        runs.forEach((key, all) -> lines.add(new Line(
                key.question,
                key.callers,
                key.target,
                median(all, Run::perSecond),
                median(all, Run::p50),
                median(all, Run::p99),
                median(all, Run::serverMillis),
                median(all, Run::compilerMillis),
                median(all, Run::databaseMillis),
                all.stream().mapToInt(Run::wrong).sum(),
                all.stream().map(Run::perSecond).toList())));
        return lines;
    }

    void print() {
        System.out.printf(
                "%-10s %7s  %-14s %10s %9s %9s %11s %8s %13s%n",
                "question",
                "callers",
                "target",
                "requests/s",
                "p50 ms",
                "p99 ms",
                "server ms/r",
                "of JIT",
                "postgres ms/r");
        for (Line line : lines()) {
            System.out.printf(
                    Locale.ROOT,
                    "%-10s %7d  %-14s %10.0f %9.2f %9.2f %11.3f %8.3f %13.3f%s%n",
                    line.question,
                    line.callers,
                    line.target,
                    line.requestsPerSecond,
                    line.p50Millis,
                    line.p99Millis,
                    line.serverCpuMillis,
                    line.compilerCpuMillis,
                    line.postgresCpuMillis,
                    line.wrongAnswers == 0 ? "" : "  %d answers of another length".formatted(line.wrongAnswers));
        }
        memory.forEach((target, all) -> System.out.printf(
                Locale.ROOT,
                "%-14s %.0f MB of heap in use after a full collection, %.0f MB resident%n",
                target,
                all.get("heapMegabytes"),
                all.get("residentMegabytes")));
    }

    String json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("runs", lines());
        all.put("memory", memory);
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";
    }

    private static double median(List<Run> runs, ToDoubleFunction<Run> figure) {
        double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}

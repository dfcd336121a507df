package org.lode.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How soon commands answer, and how fast they are in each second after that: each starts a Lode over the same filled data
 * folder, and is asked the queries that the page for developers begins with.
 *
 * @param seconds how long each is asked
 */
record Start(Path folder, List<String> commands, int rounds, int callers, int seconds) {
    private static final Path QUERIES = Path.of("src", "main", "web", "queries");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** Seconds at the end of a curve whose mean counts as steady. */
    private static final int STEADY = 10;

    /**
     * One start of a command.
     *
     * @param answer seconds until the first answer
     * @param processor seconds of processor time that Lode and PostgreSQL took until then
     * @param curve answers in each second after it
     */
    private record Curve(double answer, double processor, List<Double> curve) {
        /** The mean of so many seconds from this one on. */
        double mean(int from, int count) {
            return curve.subList(from, from + count).stream()
                    .mapToDouble(each -> each)
                    .average()
                    .orElseThrow();
        }
    }

    void measure(Load load) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        List<Load.Request> requests = requests(load);
        List<List<Curve>> curves = commands.stream()
                .map(command -> (List<Curve>) new ArrayList<Curve>())
                .toList();
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < commands.size(); i++) {
                Curve curve = one(commands.get(i), requests, load);
                curves.get(i).add(curve);
                System.err.printf(
                        "round %d: %s: first answer after %.2f s, %.2f s of processor time%n",
                        round + 1, commands.get(i), curve.answer, curve.processor);
            }
        }
        print(curves);
    }

    /** The queries, and how long their answers are; the first start of all fills the folder. */
    private List<Load.Request> requests(Load load) throws IOException, InterruptedException {
        List<byte[]> bodies = new ArrayList<>();
        try (Stream<Path> files = Files.list(QUERIES)) {
            for (Path file : files.sorted().toList()) {
                bodies.add(Target.body(Files.readString(file), Map.of()));
            }
        }
        try (Server server = started(commands.getFirst())) {
            await(server);
            return bodies.stream()
                    .map(body -> new Load.Request(body, load.answer(server.url(), body).length))
                    .toList();
        }
    }

    private Curve one(String command, List<Load.Request> requests, Load load) throws IOException, InterruptedException {
        long start = System.nanoTime();
        try (Server server = started(command)) {
            await(server);
            load.answer(server.url(), requests.getFirst().body());
            double answer = (System.nanoTime() - start) / 1e9;
            double processor = Processor.ofFamily(server.pid()) / 1000;
            List<Double> curve = IntStream.range(0, seconds)
                    .mapToObj(second -> load.run(server.url(), requests, callers, Duration.ofSeconds(1), second))
                    .map(Load.Outcome::perSecond)
                    .toList();
            return new Curve(answer, processor, curve);
        }
    }

    private Server started(String command) throws IOException {
        int port = Server.freePort();
        ProcessBuilder program = new ProcessBuilder(command.split(" "));
        program.environment()
                .putAll(Map.of(
                        "JAVA_HOME", System.getProperty("java.home"),
                        "SERVER_PORT", String.valueOf(port),
                        "MANAGEMENT_SERVER_PORT", "0",
                        "LODE_DATADIR", folder.resolve("data").toString(),
                        "LODE_LIMITS_RATE_POINTS", "0"));
        return Server.start("start", program, port, folder);
    }

    /** Waits until it listens, which it does once it can answer. */
    private static void await(Server server) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), server.port()).close();
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                Thread.sleep(5);
            }
        }
    }

    private void print(List<List<Curve>> curves) {
        for (int i = 0; i < commands.size(); i++) {
            List<Curve> own = curves.get(i);
            double steady = median(own, curve -> curve.mean(seconds - STEADY, STEADY));
            System.out.printf("%n%s%n", commands.get(i));
            System.out.printf(
                    "  first answer after %.2f s (%.2f of the first command), %.2f s of processor time; medians of %d%n",
                    median(own, Curve::answer),
                    median(own, Curve::answer) / median(curves.getFirst(), Curve::answer),
                    median(own, Curve::processor),
                    rounds);
            System.out.printf("  requests/s in the last %d seconds: %.0f%n", STEADY, steady);
            System.out.println("  second: requests/s, share of the last");
            for (int second = 0; second < seconds; second++) {
                int at = second;
                double rate = median(own, curve -> curve.mean(at, 1));
                System.out.printf("  %2d: %6.0f %.2f%n", second + 1, rate, rate / steady);
            }
        }
    }

    private static double median(List<Curve> curves, ToDoubleFunction<Curve> value) {
        double[] sorted = curves.stream().mapToDouble(value).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}

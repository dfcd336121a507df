package org.lode.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures targets over the same data, one after the other, in rounds. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures Lode beside other servers over the same synthetic rows.")
final class Bench implements Callable<Integer> {
    private static final String MIX = "mix";
    private static final int DEPTH = 50_000;
    /** Seconds after which a server may be found to be warm. */
    private static final int SLICE = 5;
    /** The share of the compilers below which it is. */
    private static final double WARM = 0.03;

    @Option(
            names = "--targets",
            split = ",",
            description = "Which servers: ${DEFAULT-VALUE} by default.",
            defaultValue =
                    "lode,lode-uncached,lode-rows,lode-cold,postgraphile,spring,floor-rows,floor-map,floor-constant")
    private List<String> targets = List.of();

    @Option(names = "--questions", split = ",", description = "Which questions; all by default.")
    private List<String> questions = List.of();

    @Option(
            names = "--callers",
            split = ",",
            description = "How many callers at once: ${DEFAULT-VALUE} by default.",
            defaultValue = "16,64")
    private List<Integer> callers = List.of();

    @Option(names = "--seconds", description = "How long a run lasts: ${DEFAULT-VALUE} by default.", defaultValue = "5")
    private int seconds;

    @Option(
            names = "--warmup",
            description =
                    "How long a server may be asked before it is measured, in all and again for each question, until its JIT compilers rest: ${DEFAULT-VALUE} by default.",
            defaultValue = "60")
    private int warmup;

    @Option(
            names = "--rounds",
            description = "How many runs the medians are of: ${DEFAULT-VALUE} by default.",
            defaultValue = "3")
    private int rounds;

    @Option(
            names = "--projects",
            description = "Size of the data: ${DEFAULT-VALUE} by default.",
            defaultValue = "93000")
    private int projects;

    @Option(
            names = "--investments",
            description = "Size of the data: ${DEFAULT-VALUE} by default.",
            defaultValue = "259000")
    private int investments;

    @Option(names = "--releases", description = "How many releases: ${DEFAULT-VALUE} by default.", defaultValue = "5")
    private int releases;

    @Option(
            names = "--seed",
            description = "What the data and the order of requests follow from: ${DEFAULT-VALUE} by default.",
            defaultValue = "1")
    private long seed;

    @Option(
            names = "--data",
            description = "Where the data are kept between runs: ${DEFAULT-VALUE} by default.",
            defaultValue = "target/bench/data")
    private Path folder = Path.of("");

    @Option(
            names = "--lode",
            description = "The program: ${DEFAULT-VALUE} by default.",
            defaultValue = "target/lode.jar")
    private Path lode = Path.of("");

    @Option(
            names = "--lode-option",
            description =
                    "A further setting of Lode, like --lode-option=--lode.limits.cost=1000000; may be given again.")
    private List<String> lodeOptions = new ArrayList<>();

    @Option(
            names = "--java-options",
            split = " ",
            description = "Of every server that is a Java program: ${DEFAULT-VALUE} by default.",
            defaultValue = "-Xmx1g")
    private List<String> javaOptions = List.of();

    @Option(names = "--workers", description = "Processes of PostGraphile: one a core by default.")
    private int workers = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--results",
            description = "File for the results as JSON: ${DEFAULT-VALUE} by default.",
            defaultValue = "target/bench/results.json")
    private Path results = Path.of("");

    @Option(names = "--fill", description = "Make the data, and measure nothing.")
    private boolean fill;

    @Option(
            names = "--serve",
            description = "Start the servers, tell where they answer, and stop them at the end of the input.")
    private boolean serve;

    @Option(
            names = "--start",
            description =
                    "A command that starts Lode; may be given again. Measures how soon each answers and how its rate rises,"
                            + " over a data folder of its own with the bundled dataset, and nothing else.")
    private List<String> starts = new ArrayList<>();

    @Option(
            names = "--start-seconds",
            description = "How long each is asked after a start, at least 10: ${DEFAULT-VALUE} by default.",
            defaultValue = "40")
    private int startSeconds;

    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        folder = folder.toAbsolutePath().normalize();
        if (!starts.isEmpty()) {
            try (Load load = new Load()) {
                new Start(folder.resolveSibling("start"), starts, rounds, callers.getFirst(), startSeconds)
                        .measure(load);
            }
            return 0;
        }
        Synthetic data = new Synthetic(seed, projects, investments, releases);
        Files.createDirectories(folder);
        if (!data.isIn(folder)) {
            say("making %s in %s".formatted(data, folder));
            delete(folder.resolve("postgres"));
        }
        try (Postgres postgres = Postgres.start(folder);
                Load load = new Load()) {
            Target.Settings settings = new Target.Settings(
                    folder, postgres, folder.resolve("origin").toString(), lode, lodeOptions, javaOptions, workers);
            if (!data.isIn(folder)) {
                make(data, settings);
            }
            if (!fill) {
                measure(data, settings, load);
            }
        }
        return 0;
    }

    private void make(Synthetic data, Target.Settings settings) throws IOException, InterruptedException, SQLException {
        Target.Settings bundled = new Target.Settings(
                folder, settings.postgres(), "classpath:dataset/", lode, lodeOptions, javaOptions, workers);
        Target.LODE.start(bundled).close();
        say("the tables are there");
        data.fill(settings.postgres(), folder.resolve("origin"));
        say("the rows are there");
        // The first start over them makes what is searched.
        Target.LODE.start(settings).close();
        settings.postgres().run("vacuum (analyze)");
        settings.postgres().run("checkpoint");
        data.mark(folder);
        say("the data are made");
    }

    private void measure(Synthetic data, Target.Settings settings, Load load)
            throws IOException, InterruptedException, SQLException {
        List<Target> chosen = Arrays.stream(Target.values())
                .filter(target -> targets.contains(target.label()))
                .toList();
        List<Question> asked = Questions.of(settings.postgres(), data).stream()
                .filter(question -> wanted(MIX) || wanted(question.name()))
                .toList();
        Map<Target, Server> servers = new EnumMap<>(Target.class);
        try {
            for (Target target : chosen) {
                servers.put(target, target.start(settings));
                say("%s answers".formatted(target.label()));
            }
            if (serve) {
                servers.forEach((target, server) -> say("%s: %s".formatted(target.label(), server.url())));
                System.in.readAllBytes();
                return;
            }
            Report report = new Report();
            Asked all = new Asked(servers, load, deep(settings.postgres()));
            for (Question question : asked) {
                all.ask(question);
            }
            say("all give the same values");
            all.mix(seed).forEach((target, mix) -> warm(target, mix, servers, load));
            for (Question question :
                    asked.stream().filter(question -> wanted(question.name())).toList()) {
                measure(question, all.requests(question), servers, settings, load, report);
            }
            if (wanted(MIX)) {
                measure(new Question(MIX, List.of()), all.mix(seed), servers, settings, load, report);
            }
            for (Target target : chosen) {
                report.memory(
                        target.label(),
                        target.heap(Objects.requireNonNull(servers.get(target))),
                        Processor.resident(
                                Objects.requireNonNull(servers.get(target)).pid()));
            }
            report.print();
            Files.createDirectories(results.toAbsolutePath().getParent());
            Files.writeString(results, report.json());
        } finally {
            servers.values().forEach(Server::close);
        }
    }

    private boolean wanted(String question) {
        return questions.isEmpty() || questions.contains(question);
    }

    private void measure(
            Question question,
            Map<Target, List<Load.Request>> requests,
            Map<Target, Server> servers,
            Target.Settings settings,
            Load load,
            Report report) {
        requests.forEach((target, bodies) -> warm(target, bodies, servers, load));
        for (int round = 1; round <= rounds; round++) {
            for (int count : callers) {
                for (Map.Entry<Target, List<Load.Request>> entry : requests.entrySet()) {
                    Server server = Objects.requireNonNull(servers.get(entry.getKey()));
                    double own = Processor.ofFamily(server.pid());
                    double compilers = Processor.ofCompilers(server.pid());
                    double database = Processor.ofFamily(settings.postgres().pid());
                    Load.Outcome outcome =
                            load.run(server.url(), entry.getValue(), count, Duration.ofSeconds(seconds), seed + round);
                    report.add(
                            question.name(),
                            count,
                            entry.getKey().label(),
                            outcome,
                            (Processor.ofFamily(server.pid()) - own) / outcome.requests(),
                            (Processor.ofCompilers(server.pid()) - compilers) / outcome.requests(),
                            (Processor.ofFamily(settings.postgres().pid()) - database) / outcome.requests());
                }
            }
        }
        say("%s is measured".formatted(question.name()));
    }

    /** Sends requests until Java's compilers have next to nothing left to do. */
    private void warm(Target target, List<Load.Request> requests, Map<Target, Server> servers, Load load) {
        Server server = Objects.requireNonNull(servers.get(target));
        boolean warm = false;
        for (int time = 0; time < warmup && !warm; time += SLICE) {
            double own = Processor.ofFamily(server.pid());
            double compilers = Processor.ofCompilers(server.pid());
            Duration slice = Duration.ofSeconds(Math.min(SLICE, warmup - time));
            load.run(server.url(), requests, callers.getFirst(), slice, seed + time);
            warm = Processor.ofCompilers(server.pid()) - compilers < WARM * (Processor.ofFamily(server.pid()) - own);
        }
    }

    /** The id of the row before the deep page. */
    private static String deep(Postgres postgres) throws SQLException {
        return postgres.texts("""
                select id from projects where to_seq = 2147483647 order by id
                offset (select least(%d, count(*) / 2) - 1 from projects where to_seq = 2147483647) limit 1
                """.formatted(DEPTH)).getFirst();
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void say(String text) {
        System.err.println("%tT %s".formatted(LocalTime.now(ZoneId.systemDefault()), text));
    }
}

package org.lode.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/** Something that answers the questions. */
enum Target {
    /** Lode as it is. */
    LODE("lode", "lode"),
    /** Lode that keeps no answers. */
    LODE_UNCACHED("lode-uncached", "lode"),
    /** Lode that keeps rows, but neither answers nor the pages of lists. */
    LODE_ROWS("lode-rows", "lode"),
    /** Lode that keeps no rows either. */
    LODE_COLD("lode-cold", "lode"),
    /** PostGraphile over views of the same tables. */
    POSTGRAPHILE("postgraphile", "postgraphile"),
    /** Spring for GraphQL as its guide has it, with methods that load in batches. */
    SPRING("spring", "lode"),
    /** The same rows, written as JSON without GraphQL. */
    FLOOR_ROWS("floor-rows", "floor"),
    /** Ids from the database, and the rows of a map in memory. */
    FLOOR_MAP("floor-map", "floor"),
    /** Answers that are kept by the bytes of their requests, on the HTTP server that Lode has. */
    FLOOR_CONSTANT("floor-constant", "floor");

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration START = Duration.ofMinutes(20);
    private static final Path GRAPHILE = Path.of("target", "bench", "postgraphile");

    private final String label;
    private final String documents;

    Target(String label, String documents) {
        this.label = label;
        this.documents = documents;
    }

    String label() {
        return label;
    }

    /** The document in which this target is asked a question; none when it has no answer. */
    Optional<String> document(String question) {
        if (documents.equals("floor")) {
            return Floor.answers(question) ? Optional.of(question) : Optional.empty();
        }
        if (this == SPRING && !Stock.answers(question)) {
            return Optional.empty();
        }
        return resource("/questions/%s/%s.graphql".formatted(documents, question));
    }

    static Optional<String> resource(String name) {
        try (InputStream stream = Target.class.getResourceAsStream(name)) {
            return stream == null
                    ? Optional.empty()
                    : Optional.of(new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] body(String document, Map<String, ?> variables) {
        return JSON.writeValueAsBytes(new TreeMap<>(Map.of("query", document, "variables", variables)));
    }

    /** Starts it over these data and waits until it answers. */
    Server start(Settings with) throws IOException, InterruptedException, SQLException {
        int port = Server.freePort();
        List<String> command = switch (this) {
            case LODE -> lode(with, port);
            case LODE_UNCACHED -> lode(with, port, "--lode.cache.responses=false");
            case LODE_ROWS -> lode(with, port, "--lode.cache.responses=false", "--lode.cache.page-size=0");
            case LODE_COLD ->
                lode(with, port, "--lode.cache.responses=false", "--lode.cache.page-size=0", "--lode.cache.row-size=0");
            case POSTGRAPHILE -> postGraphile(with, port);
            case SPRING -> program(with, Stock.class, port);
            case FLOOR_ROWS, FLOOR_MAP, FLOOR_CONSTANT -> program(with, Floor.class, port);
        };
        return Server.start(label, new ProcessBuilder(command), port, with.folder)
                .await(START);
    }

    private static List<String> lode(Settings with, int port, String... settings) {
        List<String> command = java(with);
        command.addAll(List.of(
                "-jar",
                with.lode.toString(),
                "--server.port=" + port,
                "--management.server.port=0",
                "--lode.data-dir=" + with.folder.resolve("lode"),
                "--lode.database.url=" + with.postgres.address(),
                "--lode.database.username=" + Postgres.USER,
                "--lode.database.password=" + Postgres.USER,
                "--lode.origin=" + with.origin,
                "--lode.mirror.poll=0",
                "--lode.mirror.check-interval=0",
                "--lode.limits.rate.points=0"));
        command.addAll(List.of(settings));
        command.addAll(with.lodeOptions);
        return command;
    }

    /** A program of this bench: its arguments are a port, that of PostgreSQL, and the target's name. */
    private List<String> program(Settings with, Class<?> program, int port) {
        List<String> command = java(with);
        if (this == FLOOR_MAP) {
            command.add("-Xmx3g");
        }
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                program.getName(),
                String.valueOf(port),
                String.valueOf(with.postgres.port()),
                label));
        return command;
    }

    private static List<String> java(Settings with) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(with.javaOptions);
        return command;
    }

    /** Installs PostGraphile when it is not there, makes its views, and gives the command that starts it. */
    private static List<String> postGraphile(Settings with, int port)
            throws IOException, InterruptedException, SQLException {
        Path source = Path.of("src", "bench", "postgraphile");
        Files.createDirectories(GRAPHILE);
        Files.copy(source.resolve("server.js"), GRAPHILE.resolve("server.js"), StandardCopyOption.REPLACE_EXISTING);
        Path list = GRAPHILE.resolve("package.json");
        Path node = GRAPHILE.resolve("node_modules").resolve(".bin").resolve("node");
        if (!Files.exists(node) || !Files.exists(list) || Files.mismatch(source.resolve("package.json"), list) != -1) {
            Files.copy(source.resolve("package.json"), list, StandardCopyOption.REPLACE_EXISTING);
            int code = new ProcessBuilder(
                            "npm",
                            "install",
                            "--legacy-peer-deps",
                            "--no-audit",
                            "--no-fund",
                            "--no-package-lock",
                            "--loglevel=error")
                    .directory(GRAPHILE.toFile())
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("PostGraphile is not installed: npm ends with " + code);
            }
        }
        with.postgres.run(resource("/postgraphile.sql").orElseThrow());
        return List.of(
                node.toString(),
                "--expose-gc",
                GRAPHILE.resolve("server.js").toString(),
                String.valueOf(port),
                "postgres://%s:%1$s@localhost:%d/%s".formatted(Postgres.USER, with.postgres.port(), Postgres.DATABASE),
                String.valueOf(with.workers),
                String.valueOf(Postgres.connections()));
    }

    /** Megabytes of the heap that are in use after a full collection. */
    double heap(Server server) throws IOException, InterruptedException {
        return this == POSTGRAPHILE ? server.number("/heap") / 1024 / 1024 : server.javaHeap();
    }

    /**
     * What targets are started with.
     *
     * @param folder where the data are kept
     * @param origin of the releases, as Lode's setting has it
     * @param lode the jar
     * @param workers processes of PostGraphile
     */
    record Settings(
            Path folder,
            Postgres postgres,
            String origin,
            Path lode,
            List<String> lodeOptions,
            List<String> javaOptions,
            int workers) {}
}

package org.lode.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
    LODE("lode", "lode", List.of()),
    /** Lode that keeps no answers. */
    LODE_UNCACHED("lode-uncached", "lode", List.of("--lode.cache.responses=false")),
    /** Lode that keeps no rows either. */
    LODE_COLD("lode-cold", "lode", List.of("--lode.cache.responses=false", "--lode.cache.rows=false"));

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration START = Duration.ofMinutes(20);

    private final String label;
    private final String documents;
    private final List<String> settings;

    Target(String label, String documents, List<String> settings) {
        this.label = label;
        this.documents = documents;
        this.settings = settings;
    }

    String label() {
        return label;
    }

    /** The document in which this target is asked a question; none when it has no answer. */
    Optional<String> document(Question question) {
        String file = "/questions/%s/%s.graphql".formatted(documents, question.name());
        try (InputStream stream = Target.class.getResourceAsStream(file)) {
            return stream == null
                    ? Optional.empty()
                    : Optional.of(new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static byte[] body(String document, Map<String, Object> variables) {
        Map<String, Object> body = new TreeMap<>(Map.of("query", document, "variables", variables));
        return JSON.writeValueAsBytes(body);
    }

    /** Starts it over these data and waits until it answers. */
    Server start(Settings with) throws IOException, InterruptedException {
        int port = Server.freePort();
        return Server.start(label, program(with, port), port, with.folder).await(START);
    }

    private ProcessBuilder program(Settings with, int port) {
        List<String> command = new ArrayList<>(java(with));
        command.addAll(List.of(
                "-jar", with.lode.toString(),
                "--server.port=" + port,
                "--management.server.port=0",
                "--lode.data-dir=" + with.folder.resolve("lode"),
                "--lode.database.url=" + with.postgres.address(),
                "--lode.database.username=" + Postgres.USER,
                "--lode.database.password=" + Postgres.USER,
                "--lode.limits.rate.points=0",
                "--lode.mirror.poll=0",
                "--lode.mirror.check-interval=0"));
        command.add("--lode.origin=" + with.origin);
        command.addAll(settings);
        command.addAll(with.lodeOptions);
        return new ProcessBuilder(command);
    }

    private static List<String> java(Settings with) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(with.javaOptions);
        return command;
    }

    /**
     * What targets are started with.
     *
     * @param folder where the data are kept
     * @param origin of the releases, as Lode's setting has it
     * @param lode the jar
     */
    record Settings(
            Path folder,
            Postgres postgres,
            String origin,
            Path lode,
            List<String> lodeOptions,
            List<String> javaOptions) {}
}

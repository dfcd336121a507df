package org.lode.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Lode in a process of its own, which a test can kill. */
public final class LodeProcess implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;
    private static final int LOWEST_PORT = 12_000;
    private static final int HIGHEST_PORT = 32_000;
    private static final Duration START = Duration.ofMinutes(2);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Process process;
    private final Web web;
    private final int port;
    private final Path folder;
    private final List<ProcessHandle> below = new ArrayList<>();

    private LodeProcess(Process process, int port, Path folder) {
        this.process = process;
        this.port = port;
        this.web = Web.of(port);
        this.folder = folder;
    }

    /** Starts Lode on a free port with this data folder and further settings, and returns at once. */
    public static LodeProcess start(Path folder, String... settings) {
        return start(WarmStart.command(), folder, settings);
    }

    /** Starts one that works for long: Java compiles it as well as it can. */
    public static LodeProcess lasting(Path folder, String... settings) {
        return start(WarmStart.lasting(), folder, settings);
    }

    static LodeProcess start(List<String> command, Path folder, String... settings) {
        try {
            int port = freePort();
            List<String> arguments = new ArrayList<>(
                    List.of("--server.port=" + port, "--management.server.port=0", "--lode.data-dir=" + folder));
            arguments.addAll(List.of(settings));
            return new LodeProcess(start(command, log(folder), arguments), port, folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts Lode with these arguments; its output is appended to a file. */
    public static Process command(Path log, String... arguments) throws IOException {
        return start(WarmStart.command(), log, List.of(arguments));
    }

    /** Returns the program with these arguments, which the caller starts. */
    public static ProcessBuilder program(String... arguments) {
        return program(WarmStart.command(), List.of(arguments));
    }

    private static ProcessBuilder program(List<String> command, List<String> arguments) {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command));
        builder.command().addAll(arguments);
        return builder;
    }

    private static Process start(List<String> command, Path log, List<String> arguments) throws IOException {
        return program(command, arguments)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /** Returns the file with the output of a Lode that has this data folder. */
    public static Path log(Path folder) {
        return folder.resolveSibling(folder.getFileName() + ".log");
    }

    /**
     * Returns a port that nothing listens on.
     *
     * <p>It lies below those that Linux gives to outgoing connections, which could take it before Lode does.
     */
    public static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, HIGHEST_PORT);
            try (ServerSocket socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // Taken: the next one.
            }
        }
    }

    /** Returns a tester that sends its operations to this Lode, which must listen. */
    public HttpGraphQlTester graphQl() {
        return GraphQl.http(port);
    }

    /** Returns the response to a query; nothing while Lode does not listen. */
    public Optional<JsonNode> answer(String query) {
        return text(query).map(JSON::readTree);
    }

    /** Returns the text of the response to a query; nothing while Lode does not listen. */
    public Optional<String> text(String query) {
        try {
            String body = JSON.writeValueAsString(Map.of("query", query));
            return Optional.of(web.send("POST", "/graphql", body, "Content-Type", "application/json")
                    .body());
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /** Waits until Lode answers; fails when the process ends first, or after two minutes. */
    public void awaitAnswer() throws InterruptedException {
        String query = "{ release { version } }";
        await().atMost(START)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> !runs() || answer(query).isPresent());
        assertThat(answer(query))
                .as("response of the Lode that writes to %s", log(folder))
                .isPresent();
    }

    /** Returns the address of this Lode, with a slash at the end. */
    public URI address() {
        return URI.create("http://localhost:%d/".formatted(port));
    }

    /** Returns what Lode serves at a path; nothing while it does not listen. */
    public Optional<String> file(String path) {
        try {
            return Optional.of(web.get(path).body());
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /** Returns what Lode has printed so far. */
    public String output() throws IOException {
        return Files.readString(log(folder));
    }

    /** Returns the id of the process. */
    public long pid() {
        return process.pid();
    }

    public boolean runs() {
        return process.isAlive();
    }

    /** Sends SIGTERM, waits at most this long for the process to end, and kills what is left. */
    public void end(Duration time) throws InterruptedException {
        process.destroy();
        process.waitFor(time);
        close();
    }

    /** Sends SIGKILL: no shutdown hook runs, and child processes stay. */
    public void kill() {
        process.descendants().forEach(below::add);
        process.destroyForcibly().onExit().join();
    }

    /** Ends the process and all child processes that it left. */
    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
        postgres().ifPresent(below::add);
        below.forEach(ProcessHandle::destroy);
        below.forEach(LodeProcess::awaitEnd);
    }

    /** PostgreSQL detaches itself from its parent process; its data folder holds its process id. */
    private Optional<ProcessHandle> postgres() {
        try (Stream<String> lines = Files.lines(folder.resolve("postgres").resolve("postmaster.pid"))) {
            return lines.findFirst()
                    .map(Long::parseLong)
                    .flatMap(ProcessHandle::of)
                    .filter(this::isOurs);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private boolean isOurs(ProcessHandle found) {
        return found.info()
                .command()
                .filter(command -> command.startsWith(folder.toString()))
                .isPresent();
    }

    private static void awaitEnd(ProcessHandle left) {
        left.onExit()
                .completeOnTimeout(left, PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
        left.destroyForcibly();
    }
}

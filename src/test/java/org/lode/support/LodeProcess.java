package org.lode.support;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A Lode in a process of its own: one that can be killed. */
public final class LodeProcess implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;

    private final Process process;
    private final Ask ask;
    private final Web web;
    private final int port;
    private final Path folder;
    private final List<ProcessHandle> below = new ArrayList<>();

    private LodeProcess(Process process, int port, Path folder) {
        this.process = process;
        this.port = port;
        this.ask = Ask.of(port);
        this.web = Web.of(port);
        this.folder = folder;
    }

    /** Starts Lode on a free port with this data folder and further settings, and returns at once. */
    public static LodeProcess start(Path folder, String... settings) {
        return start(WarmStart.command(), folder, settings);
    }

    /** Starts one that is to work for long, as fast as it gets. */
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

    /** Starts Lode with these arguments; what it says is added to a file. */
    public static Process command(Path log, String... arguments) throws IOException {
        return start(WarmStart.command(), log, List.of(arguments));
    }

    /** The program with these arguments, yet to be started. */
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

    /** Where a Lode with this data folder writes what it has to say. */
    public static Path log(Path folder) {
        return folder.resolveSibling(folder.getFileName() + ".log");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** What it answers; nothing while it does not listen. */
    public Optional<JsonNode> answer(String query) {
        try {
            return Optional.of(ask.answer(query));
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /** The text of its answer; nothing while it does not listen. */
    public Optional<String> text(String query) {
        try {
            return Optional.of(ask.response(query, Map.of()).body());
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /** Waits until it answers; fails when it ends before, or takes longer than two minutes. */
    public void awaitAnswer() throws InterruptedException {
        String query = "{ release { version } }";
        for (int i = 0; i < 1_200 && runs() && answer(query).isEmpty(); i++) {
            Thread.sleep(100);
        }
        assertThat(answer(query))
                .as("what is to come up and write to %s", log(folder))
                .isPresent();
    }

    /** Where it listens, with a slash at the end. */
    public URI address() {
        return URI.create("http://localhost:%d/".formatted(port));
    }

    /** What it serves at a path; nothing while it does not listen. */
    public Optional<String> file(String path) {
        try {
            return Optional.of(web.get(path).body());
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /** Its number on this machine. */
    public long pid() {
        return process.pid();
    }

    public boolean runs() {
        return process.isAlive();
    }

    /** SIGTERM: it ends by itself, within so much time, or else is killed. */
    public void end(Duration time) throws InterruptedException {
        process.destroy();
        process.waitFor(time);
        close();
    }

    /** SIGKILL: no hook runs, and processes below it are left behind. */
    public void kill() {
        process.descendants().forEach(below::add);
        process.destroyForcibly().onExit().join();
    }

    /** Ends it and whatever it left behind. */
    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
        postgres().ifPresent(below::add);
        below.forEach(ProcessHandle::destroy);
        below.forEach(LodeProcess::awaitEnd);
    }

    /** PostgreSQL detaches itself from whoever started it; its number stands in its data folder. */
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

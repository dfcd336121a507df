package org.lode.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server that is measured: a process of its own. */
final class Server implements AutoCloseable {
    private static final int GRACE_SECONDS = 20;

    private final String name;
    private final Process process;
    private final int port;
    private final Path log;

    private Server(String name, Process process, int port, Path log) {
        this.name = name;
        this.process = process;
        this.port = port;
        this.log = log;
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a program whose output goes to a file, and returns at once. */
    static Server start(String name, ProcessBuilder program, int port, Path folder) throws IOException {
        Path log = folder.resolve(name + ".log");
        Files.deleteIfExists(log);
        Process process = program.redirectErrorStream(true)
                .redirectOutput(Redirect.to(log.toFile()))
                .start();
        Server server = new Server(name, process, port, log);
        // However this program ends, the other does not outlive it.
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        return server;
    }

    /** Waits until it answers HTTP requests. */
    Server await(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url()))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"query\":\"{ __typename }\"}"))
                    .timeout(Duration.ofSeconds(10))
                    .build();
            while (process.isAlive() && System.nanoTime() < end) {
                try {
                    client.send(request, HttpResponse.BodyHandlers.discarding());
                    return this;
                } catch (IOException e) {
                    Thread.sleep(100);
                }
            }
        }
        close();
        throw new IllegalStateException("%s does not answer; see %s".formatted(name, log));
    }

    String url() {
        return "http://localhost:%d/graphql".formatted(port);
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /** Megabytes of the heap of a Java process in use after a full collection. */
    double javaHeap() throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        run(jcmd, "GC.run");
        String info = run(jcmd, "GC.heap_info");
        return info.lines()
                        .filter(line -> line.contains("heap") && line.contains("used "))
                        .mapToLong(line -> Long.parseLong(line.replaceAll(".*used (\\d+)K.*", "$1")))
                        .findFirst()
                        .orElse(0)
                / 1024.0;
    }

    /** The number that it answers a GET request with. */
    double number(String path) throws IOException {
        try (var stream = URI.create(url()).resolve(path).toURL().openStream()) {
            return Double.parseDouble(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private String run(String jcmd, String command) throws IOException, InterruptedException {
        Process jvm = new ProcessBuilder(List.of(jcmd, String.valueOf(pid()), command))
                .redirectErrorStream(true)
                .start();
        String output = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        jvm.waitFor();
        return output;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

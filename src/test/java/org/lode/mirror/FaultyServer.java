package org.lode.mirror;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Serves the files of an origin over HTTP, or what a fault makes of them. */
final class FaultyServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile Function<String, byte @Nullable []> files = path -> null;
    private volatile @Nullable Fault fault;

    /** Answers in the place of the server; returns false when the server is to answer. */
    interface Fault {
        boolean answer(HttpExchange exchange, String path) throws IOException;
    }

    FaultyServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    URI address() {
        return URI.create("http://localhost:%d/".formatted(server.getAddress().getPort()));
    }

    void serve(Function<String, byte @Nullable []> from) {
        files = from;
    }

    void fail(@Nullable Fault with) {
        fault = with;
    }

    /** Returns the paths of the requests since the last call. */
    List<String> asked() {
        List<String> paths = List.copyOf(asked);
        asked.clear();
        return paths;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            // Otherwise the connection ends with the answer.
            exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath().substring(1);
            asked.add(path);
            Fault wrong = fault;
            if (wrong == null || !wrong.answer(exchange, path)) {
                answer(exchange, files.apply(path));
            }
        }
    }

    private static void answer(HttpExchange exchange, byte @Nullable [] bytes) throws IOException {
        if (bytes == null) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = 0;
        int to = bytes.length;
        if (range != null) {
            String[] ends = range.substring("bytes=".length()).split("-", 2);
            from = Integer.parseInt(ends[0]);
            to = ends[1].isEmpty() ? bytes.length : Integer.parseInt(ends[1]) + 1;
        }
        exchange.getResponseHeaders().set("ETag", '"' + Integer.toHexString(Arrays.hashCode(bytes)) + '"');
        exchange.sendResponseHeaders(range == null ? 200 : 206, to == from ? -1 : to - from);
        if (to > from) {
            exchange.getResponseBody().write(bytes, from, to - from);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

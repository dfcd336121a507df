package org.lode.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Serves what another server has, and changes the bytes of some paths. */
public final class TamperingServer implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, UnaryOperator<byte[]>> changes;

    private TamperingServer(HttpServer server, Map<String, UnaryOperator<byte[]>> changes) {
        this.server = server;
        this.changes = changes;
    }

    /** Answers a request: the bytes of an answer with status 200; null for 404. */
    @FunctionalInterface
    public interface Honest {
        byte @Nullable [] answer(String path, byte[] body);
    }

    /** Starts a server on a free port; {@code changes} has what is done to answers, by their path. */
    public static TamperingServer start(Honest honest, Map<String, UnaryOperator<byte[]>> changes) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        TamperingServer tampering = new TamperingServer(server, changes);
        server.createContext("/", exchange -> tampering.answer(exchange, honest));
        server.start();
        return tampering;
    }

    public String address() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange, Honest honest) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] bytes = honest.answer(path, exchange.getRequestBody().readAllBytes());
            if (bytes == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            byte[] changed = changes.getOrDefault(path, same -> same).apply(bytes);
            exchange.sendResponseHeaders(200, changed.length == 0 ? -1 : changed.length);
            if (changed.length > 0) {
                exchange.getResponseBody().write(changed);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

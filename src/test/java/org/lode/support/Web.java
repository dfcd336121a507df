package org.lode.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks a port of a running Lode over HTTP, whatever the method, path and headers. */
public final class Web {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private final String address;

    private Web(String address) {
        this.address = address;
    }

    /** Asks what listens on this port of this machine. */
    public static Web of(int port) {
        return new Web("http://localhost:" + port);
    }

    public HttpResponse<String> get(String path, String... headers) {
        return send("GET", path, "", headers);
    }

    /** The answer to a request with these headers: name, value, name, value. */
    public HttpResponse<String> send(String method, String path, String body, String... headers) {
        return exchange(
                HttpRequest.newBuilder(URI.create(address + path))
                        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)),
                BodyHandlers.ofString(),
                headers);
    }

    /** What comes back for a request with these headers, within a minute. */
    static <T> HttpResponse<T> exchange(HttpRequest.Builder request, BodyHandler<T> body, String... headers) {
        request.timeout(Duration.ofSeconds(60));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return CLIENT.send(request.build(), body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

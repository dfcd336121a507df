package org.lode.mirror;

import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.timeout.TimeoutException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Failure.Unavailable;
import org.lode.store.Progress;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;

/** Gets the files of an origin over HTTP, each within limits of size, silence and slowness. Follows no redirect. */
final class Fetch {
    private static final int ATTEMPTS = 3;
    private static final int TOO_MANY_REQUESTS = 429;

    private final URI base;
    private final Duration timeout;
    private final Progress progress;
    private final HttpClient client;

    /**
     * Gets files below an address.
     *
     * @param base ends with a slash
     * @param client follows no redirect
     * @param timeout how long the origin may be silent
     */
    Fetch(URI base, HttpClient client, Duration timeout, Progress progress) {
        this.progress = progress;
        this.base = base;
        this.timeout = timeout;
        this.client = client.compress(true).responseTimeout(timeout).option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                Math.min(timeout.toMillis(), 10_000));
    }

    /** Gets files from the address that these settings name. */
    static Fetch of(MirrorSettings settings, Progress progress) {
        return new Fetch(settings.base(), settings.client(), settings.mirror().timeout(), progress);
    }

    /**
     * What came of a request.
     *
     * @param status 200, 206, 304, 404 or 410; every other one fails
     * @param etag the name of what was received; null when there is none
     */
    record Reply(int status, @Nullable String etag) {
        boolean found() {
            return status != 404 && status != 410;
        }
    }

    /** Gets a whole file into a spool; nothing when there is none. A broken transfer goes on where it broke, a few times. */
    Optional<Spool> get(String path, long limit) {
        Spool spool = spool(path, limit);
        try {
            return transfer(path, spool) ? Optional.of(spool) : Optional.empty();
        } catch (RuntimeException e) {
            spool.close();
            throw e;
        }
    }

    /** A spool for so many bytes of a file. */
    Spool spool(String path, long limit) {
        return new Spool(path, limit, timeout, progress);
    }

    private boolean transfer(String path, Spool spool) {
        String etag = null;
        for (int attempt = 1; ; attempt++) {
            try {
                Reply reply = once(path, etag, spool);
                return reply.found();
            } catch (Unavailable broken) {
                etag = spool.etag();
                boolean isStatus = broken.getCause() == null;
                if (isStatus || attempt == ATTEMPTS || (etag == null && spool.size() > 0)) {
                    throw broken;
                }
            }
        }
    }

    /** Asks for a file unless it is still the one of this name. */
    Reply unless(String path, @Nullable String etag, Spool spool) {
        return request(
                path,
                headers -> {
                    if (etag != null) {
                        headers.set(HttpHeaderNames.IF_NONE_MATCH, etag);
                    }
                },
                spool);
    }

    private Reply once(String path, @Nullable String etag, Spool spool) {
        return request(
                path,
                headers -> {
                    if (etag != null && spool.size() > 0) {
                        headers.set(HttpHeaderNames.RANGE, "bytes=" + spool.size() + "-")
                                .set(HttpHeaderNames.IF_RANGE, etag);
                    }
                },
                spool);
    }

    /** Gets some bytes of a file: from {@code first} to {@code last}, both included. */
    byte[] range(String path, long first, long last) {
        try (Spool spool = spool(path, last - first + 1)) {
            Reply reply = request(
                    path, headers -> headers.set(HttpHeaderNames.RANGE, "bytes=%d-%d".formatted(first, last)), spool);
            if (reply.status() != 206) {
                throw new DatasetDamaged(
                        "%s: status %d to a range (expected: 206)".formatted(at(path), reply.status()));
            }
            return spool.bytes();
        }
    }

    private interface Asking {
        void with(HttpHeaders headers);
    }

    private Reply request(String path, Asking asking, Spool spool) {
        try {
            return Objects.requireNonNull(client.headers(asking::with)
                    .get()
                    .uri(base.resolve(path))
                    .response((head, body) -> receive(path, head, body, spool))
                    .blockLast());
        } catch (RuntimeException e) {
            throw inWords(path, Exceptions.unwrap(e));
        }
    }

    private Mono<Reply> receive(String path, HttpClientResponse head, ByteBufFlux body, Spool spool) {
        int status = head.status().code();
        Reply reply = new Reply(status, head.responseHeaders().get(HttpHeaderNames.ETAG));
        if (status == 304 || !reply.found()) {
            return Mono.just(reply);
        }
        if (status != 200 && status != 206) {
            String to = head.responseHeaders().get(HttpHeaderNames.LOCATION);
            String message =
                    "%s: status %d%s (expected: 200)".formatted(at(path), status, to == null ? "" : ", to " + to);
            return Mono.error(
                    status >= 500 || status == TOO_MANY_REQUESTS
                            ? new Unavailable(message)
                            : new DatasetDamaged(message));
        }
        spool.begin(status == 200, reply.etag());
        return body.asByteArray()
                .publishOn(Schedulers.boundedElastic(), 16)
                .doOnNext(spool::take)
                .then(Mono.just(reply));
    }

    private Failure inWords(String path, Throwable failure) {
        String unanswered = "%s: no answer (expected: one within %d s)".formatted(at(path), timeout.toSeconds());
        return switch (failure) {
            case Failure known -> known;
            case TimeoutException silent -> new Unavailable(unanswered, silent);
            case NotSslRecordException plain ->
                new Unavailable("%s: the server does not speak TLS (expected: https)".formatted(at(path)), plain);
            case SSLException untrusted ->
                new Unavailable(
                        "%s: the certificate is not trusted: %s (expected: one that Java trusts, or %s)"
                                .formatted(at(path), deepest(untrusted), MirrorSettings.CA_FILE),
                        untrusted);
            case IOException lost ->
                new Unavailable(
                        "%s: %s (expected: an answer within %d s)"
                                .formatted(at(path), lost.getMessage(), timeout.toSeconds()),
                        lost);
            default -> new DatasetDamaged("%s: %s (expected: HTTP)".formatted(at(path), failure.getMessage()), failure);
        };
    }

    private static String deepest(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    private String at(String path) {
        return base.resolve(path).toString();
    }
}

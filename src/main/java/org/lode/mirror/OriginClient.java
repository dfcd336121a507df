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
import java.util.function.Consumer;
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
final class OriginClient {
    private static final int ATTEMPTS = 3;
    private static final int TOO_MANY_REQUESTS = 429;

    private final URI base;
    private final Duration timeout;
    private final Progress progress;
    private final HttpClient client;

    /** Gets files from the address that these settings name. */
    OriginClient(MirrorSettings settings, Progress progress) {
        this.progress = progress;
        this.base = settings.base();
        this.timeout = settings.mirror().timeout();
        this.client = settings.client()
                .compress(true)
                .responseTimeout(timeout)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.min(timeout.toMillis(), 10_000));
    }

    /**
     * The answer to a request.
     *
     * @param status 200, 206, 304, 404 or 410; every other one fails
     * @param etag entity tag of the body; null when there is none
     */
    record Reply(int status, @Nullable String etag) {
        boolean found() {
            return status != 404 && status != 410;
        }
    }

    /** Downloads a whole file; nothing when there is none. Resumes a broken transfer up to two times. */
    Optional<Download> get(String path, long limit) {
        Download download = download(path, limit);
        try {
            return transfer(path, download) ? Optional.of(download) : Optional.empty();
        } catch (RuntimeException e) {
            download.close();
            throw e;
        }
    }

    /** Makes an empty download for at most this many bytes of a file. */
    Download download(String path, long limit) {
        return new Download(path, limit, timeout, progress);
    }

    private boolean transfer(String path, Download download) {
        String etag = null;
        for (int attempt = 1; ; attempt++) {
            try {
                Reply reply = once(path, etag, download);
                return reply.found();
            } catch (Unavailable broken) {
                etag = download.etag();
                boolean isStatus = broken.getCause() == null;
                if (isStatus || attempt == ATTEMPTS || (etag == null && download.size() > 0)) {
                    throw broken;
                }
            }
        }
    }

    /** Gets a file unless it still has this entity tag (status 304). */
    Reply unless(String path, @Nullable String etag, Download download) {
        return request(
                path,
                headers -> {
                    if (etag != null) {
                        headers.set(HttpHeaderNames.IF_NONE_MATCH, etag);
                    }
                },
                download);
    }

    private Reply once(String path, @Nullable String etag, Download download) {
        return request(
                path,
                headers -> {
                    if (etag != null && download.size() > 0) {
                        headers.set(HttpHeaderNames.RANGE, "bytes=" + download.size() + "-")
                                .set(HttpHeaderNames.IF_RANGE, etag);
                    }
                },
                download);
    }

    /** Gets some bytes of a file: from {@code first} to {@code last}, both included. */
    byte[] range(String path, long first, long last) {
        try (Download download = download(path, last - first + 1)) {
            Reply reply = request(
                    path,
                    headers -> headers.set(HttpHeaderNames.RANGE, "bytes=%d-%d".formatted(first, last)),
                    download);
            if (reply.status() != 206) {
                throw new DatasetDamaged(
                        "%s: status %d to a range (expected: 206)".formatted(at(path), reply.status()));
            }
            return download.bytes();
        }
    }

    private Reply request(String path, Consumer<HttpHeaders> asked, Download download) {
        try {
            return Objects.requireNonNull(client.headers(asked)
                    .get()
                    .uri(base.resolve(path))
                    .response((head, body) -> receive(path, head, body, download))
                    .blockLast());
        } catch (RuntimeException e) {
            throw inWords(path, Exceptions.unwrap(e));
        }
    }

    private Mono<Reply> receive(String path, HttpClientResponse head, ByteBufFlux body, Download download) {
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
        download.begin(status == 200, reply.etag());
        return body.asByteArray()
                .publishOn(Schedulers.boundedElastic(), 16)
                .doOnNext(download::take)
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

package org.lode.mirror;

import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.timeout.TimeoutException;
import io.netty.util.AsciiString;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Failure.Unavailable;
import org.lode.store.ReleaseApplyStore.Progress;
import org.springframework.core.NestedExceptionUtils;
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
    private record Reply(int status, @Nullable String etag) {
        boolean found() {
            return status != 404 && status != 410;
        }
    }

    /** A file and its entity tag; null when there is none. */
    record Tagged(MemorySegment bytes, @Nullable String etag) {}

    /** Gets a whole file; nothing when there is none. Resumes a broken transfer up to two times. */
    Optional<MemorySegment> find(String path, long limit) {
        try (Download download = download(path, limit)) {
            return transfer(path, download) ? Optional.of(download.bytes()) : Optional.empty();
        }
    }

    /** Gets a whole file; fails when there is none. */
    MemorySegment get(String path, long limit) {
        return find(path, limit).orElseThrow(() -> missing(path));
    }

    /** Gets a file unless it still has this entity tag; fails when there is none. */
    Optional<Tagged> unless(@Nullable String etag, String path, long limit) {
        try (Download download = download(path, limit)) {
            Reply reply =
                    request(path, etag == null ? Map.of() : Map.of(HttpHeaderNames.IF_NONE_MATCH, etag), download);
            if (!reply.found()) {
                throw missing(path);
            }
            return etag != null && reply.status() == 304
                    ? Optional.empty()
                    : Optional.of(new Tagged(download.bytes(), reply.etag()));
        }
    }

    /** Gets some bytes of a file: from {@code first} to {@code last}, both included. */
    byte[] range(String path, long first, long last) {
        try (Download download = download(path, last - first + 1)) {
            String range = "bytes=%d-%d".formatted(first, last);
            int status = request(path, Map.of(HttpHeaderNames.RANGE, range), download)
                    .status();
            if (status != 206) {
                throw new DatasetDamaged("%s: status %d to a range (expected: 206)".formatted(at(path), status));
            }
            return download.bytes().toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private Download download(String path, long limit) {
        return new Download(path, limit, timeout, progress);
    }

    private boolean transfer(String path, Download download) {
        Map<AsciiString, String> rest = Map.of();
        for (int attempt = 1; ; attempt++) {
            try {
                return request(path, rest, download).found();
            } catch (Unavailable broken) {
                String etag = download.etag();
                boolean isStatus = broken.getCause() == null;
                if (isStatus || attempt == ATTEMPTS || (etag == null && download.size() > 0)) {
                    throw broken;
                }
                rest = etag == null || download.size() == 0
                        ? Map.of()
                        : Map.of(
                                HttpHeaderNames.RANGE,
                                "bytes=%d-".formatted(download.size()),
                                HttpHeaderNames.IF_RANGE,
                                etag);
            }
        }
    }

    private Reply request(String path, Map<AsciiString, String> headers, Download download) {
        try {
            return Objects.requireNonNull(client.headers(sent -> headers.forEach(sent::set))
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
        if (failure instanceof Failure known) {
            return known;
        }
        String what = switch (failure) {
            case TimeoutException silent -> "no answer (expected: one within %d s)".formatted(timeout.toSeconds());
            case NotSslRecordException plain -> "the server does not speak TLS (expected: https)";
            case SSLException untrusted ->
                "the certificate is not trusted: %s (expected: one that Java trusts, or %s)"
                        .formatted(
                                NestedExceptionUtils.getMostSpecificCause(untrusted)
                                        .getMessage(),
                                MirrorSettings.CA_FILE);
            case IOException lost ->
                "%s (expected: an answer within %d s)".formatted(lost.getMessage(), timeout.toSeconds());
            default -> "%s (expected: HTTP)".formatted(failure.getMessage());
        };
        String message = at(path) + ": " + what;
        return failure instanceof IOException || failure instanceof TimeoutException
                ? new Unavailable(message, failure)
                : new DatasetDamaged(message, failure);
    }

    String at(String path) {
        return base.resolve(path).toString();
    }

    private DatasetDamaged missing(String path) {
        return new DatasetDamaged("%s is missing (expected: a file)".formatted(at(path)));
    }
}

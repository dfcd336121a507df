package org.lode.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Compresses responses with gzip for clients that accept it, and sets {@code Vary} and the entity tag accordingly.
 *
 * <p>The compression of the web server is not used: it has more codings than the documentation promises, and one tag for all.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
final class Compression implements WebFilter {
    /** The only coding. */
    static final String GZIP = "gzip";

    /** The shortest body that is compressed, in bytes: below, compression saves no packet. */
    static final int LEAST_BYTES = 1_400;

    private static final String UNCHANGED = Compression.class.getName() + ".unchanged";
    private static final Set<String> TYPES = Set.of(
            "application/javascript",
            "application/json",
            "application/jsonl",
            "application/sql",
            "application/x-bibtex",
            "application/xml",
            "application/yaml",
            // Entries of an archive are stored as they are.
            "application/zip",
            "image/svg+xml");

    /** Returns whether a client accepts gzip, and does not prefer uncompressed responses (RFC 9110, 12.5.3). */
    static boolean isAccepted(HttpHeaders request) {
        if (!request.containsHeader(HttpHeaders.ACCEPT_ENCODING)) {
            return false;
        }
        List<Accepted> accepted = request.getOrEmpty(HttpHeaders.ACCEPT_ENCODING).stream()
                .flatMap(line -> Stream.of(line.split(",")))
                .map(Accepted::parse)
                .flatMap(Optional::stream)
                .toList();
        double gzip = quality(accepted, Set.of(GZIP, "x-" + GZIP))
                .or(() -> quality(accepted, Set.of("*")))
                .orElse(0.0);
        double identity = quality(accepted, Set.of("identity")).orElse(0.0);
        return gzip > 0 && gzip >= identity;
    }

    private static Optional<Double> quality(List<Accepted> accepted, Set<String> codings) {
        return accepted.stream()
                .filter(each -> codings.contains(each.coding))
                .map(Accepted::quality)
                .max(Comparator.naturalOrder());
    }

    /** Turns compression off for a response that is compressed already, or that has a digest of its bytes. */
    static void disable(ServerWebExchange exchange) {
        exchange.getAttributes().put(UNCHANGED, true);
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        Compressing response = new Compressing(exchange);
        response.beforeCommit(() -> Mono.fromRunnable(response::describe));
        return chain.filter(exchange.mutate().response(response).build());
    }

    /**
     * An element of {@code Accept-Encoding}.
     *
     * @param quality from 0, not accepted, to 1
     */
    private record Accepted(String coding, double quality) {

        /** Parses an element; empty if it is malformed. */
        static Optional<Accepted> parse(String element) {
            String[] parts = element.split(";", -1);
            String coding = parts[0].strip().toLowerCase(Locale.ROOT);
            if (parts.length == 1) {
                return Optional.of(new Accepted(coding, 1));
            }
            String weight = parts[1].strip();
            return parts.length == 2 && weight.matches("[qQ]=(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)")
                    ? Optional.of(new Accepted(coding, Double.parseDouble(weight.substring(2))))
                    : Optional.empty();
        }
    }

    /** Returns whether compression makes responses of a type smaller. */
    static boolean isCompressible(@Nullable MediaType type) {
        if (type == null || type.equalsTypeAndSubtype(MediaType.TEXT_EVENT_STREAM)) {
            return false;
        }
        return type.getType().equals("text")
                || type.getSubtype().endsWith("+json")
                || TYPES.contains(type.getType() + "/" + type.getSubtype());
    }

    /** Sets {@code Vary} and the tag of a response whose bytes depend on {@code Accept-Encoding}. */
    static void describe(HttpHeaders response) {
        tag(response);
        vary(response);
    }

    private static void tag(HttpHeaders response) {
        if (GZIP.equals(response.getFirst(HttpHeaders.CONTENT_ENCODING))) {
            ETags.setCompressed(response);
        }
    }

    private static void vary(HttpHeaders response) {
        List<String> vary = response.getVary();
        if (vary.stream().noneMatch(HttpHeaders.ACCEPT_ENCODING::equalsIgnoreCase)) {
            response.setVary(Stream.concat(vary.stream(), Stream.of(HttpHeaders.ACCEPT_ENCODING))
                    .toList());
        }
    }

    /** Returns bytes as gzip. */
    static byte[] gzip(byte[] bytes) {
        try (GzipBuffer buffer = new GzipBuffer()) {
            buffer.write(bytes);
            return buffer.finish();
        }
    }

    /** Returns a body as gzip: one buffer of one buffer, else a stream. A body that fails has no end of gzip. */
    private static Publisher<DataBuffer> gzip(Publisher<? extends DataBuffer> body, DataBufferFactory buffers) {
        return body instanceof Mono<? extends DataBuffer> one
                ? one.map(buffer -> buffers.wrap(gzip(bytes(buffer))))
                : Flux.using(
                        GzipBuffer::new,
                        gzip -> Flux.from(body)
                                .map(buffer -> gzip.write(bytes(buffer)).take())
                                .concatWith(Mono.fromCallable(gzip::finish))
                                .filter(piece -> piece.length > 0)
                                .map(buffers::wrap));
    }

    /** Copies a buffer, and releases it. */
    static byte[] bytes(DataBuffer buffer) {
        byte[] bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return bytes;
    }

    /** Collects what gzip writes, to be taken piece by piece. Closing it frees memory outside the heap. */
    private static final class GzipBuffer implements AutoCloseable {
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private final GZIPOutputStream gzip;

        GzipBuffer() {
            try {
                gzip = new GZIPOutputStream(written);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        GzipBuffer write(byte[] bytes) {
            try {
                gzip.write(bytes);
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        byte[] finish() {
            try {
                gzip.finish();
                return take();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        byte[] take() {
            byte[] taken = written.toByteArray();
            written.reset();
            return taken;
        }

        @Override
        public void close() {
            try {
                gzip.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Changes headers and bytes of a response just before they are sent. */
    private static final class Compressing extends ServerHttpResponseDecorator {
        private final ServerWebExchange exchange;

        Compressing(ServerWebExchange exchange) {
            super(exchange.getResponse());
            this.exchange = exchange;
        }

        @Override
        public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
            Mono<Void> written = isWanted()
                    ? getDelegate().writeWith(compressed(body))
                    : getDelegate().writeWith(body);
            return written.doOnError(failed -> forget());
        }

        private Publisher<DataBuffer> compressed(Publisher<? extends DataBuffer> body) {
            HttpHeaders headers = getHeaders();
            headers.set(HttpHeaders.CONTENT_ENCODING, GZIP);
            headers.remove(HttpHeaders.CONTENT_LENGTH);
            return gzip(body, bufferFactory());
        }

        /** Removes tag, lifetime and trailer of the failed response, so that the error response does not have them. */
        private void forget() {
            if (!isCommitted()) {
                getHeaders().remove(HttpHeaders.ETAG);
                getHeaders().remove(HttpHeaders.CACHE_CONTROL);
                getHeaders().remove(HttpHeaders.TRAILER);
            }
        }

        @Override
        public Mono<Void> setComplete() {
            if (HttpMethod.HEAD.equals(exchange.getRequest().getMethod()) && isWanted()) {
                getHeaders().set(HttpHeaders.CONTENT_ENCODING, GZIP);
                getHeaders().remove(HttpHeaders.CONTENT_LENGTH);
            }
            return getDelegate().setComplete();
        }

        /** Sets the headers that depend on the coding. */
        private void describe() {
            tag(getHeaders());
            if (depends()) {
                vary(getHeaders());
            }
        }

        private boolean isWanted() {
            long bytes = getHeaders().getContentLength();
            return depends()
                    && HttpStatus.OK.equals(status())
                    && !getHeaders().containsHeader(HttpHeaders.CONTENT_ENCODING)
                    && (bytes < 0 || bytes >= LEAST_BYTES)
                    && isAccepted(exchange.getRequest().getHeaders());
        }

        /** Whether the bytes can depend on what the client accepts. */
        private boolean depends() {
            return !exchange.getAttributes().containsKey(UNCHANGED)
                    && (HttpStatus.NOT_MODIFIED.equals(status())
                            || isCompressible(getHeaders().getContentType()));
        }

        private HttpStatusCode status() {
            HttpStatusCode status = getStatusCode();
            return status == null ? HttpStatus.OK : status;
        }
    }
}

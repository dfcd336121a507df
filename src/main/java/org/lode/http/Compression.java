package org.lode.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    /** An element of {@code Accept-Encoding}, with a weight from 0 to 1. */
    private static final Pattern ELEMENT =
            Pattern.compile("\\s*([^;]*?)\\s*(?:;\\s*[qQ]=(0(?:\\.[0-9]{0,3})?|1(?:\\.0{0,3})?)\\s*)?");

    /** Returns whether a client accepts gzip, and does not prefer uncompressed responses (RFC 9110, 12.5.3). */
    static boolean isAccepted(HttpHeaders request) {
        Map<String, Double> accepted = new HashMap<>();
        for (String line : request.getOrEmpty(HttpHeaders.ACCEPT_ENCODING)) {
            Stream.of(line.split(","))
                    .map(ELEMENT::matcher)
                    .filter(Matcher::matches)
                    .forEach(element -> {
                        String coding = element.group(1).toLowerCase(Locale.ROOT);
                        double quality = element.group(2) == null ? 1 : Double.parseDouble(element.group(2));
                        accepted.merge(coding.equals("x-gzip") ? GZIP : coding, quality, Math::max);
                    });
        }
        double gzip = accepted.getOrDefault(GZIP, accepted.getOrDefault("*", 0.0));
        return gzip > 0 && gzip >= accepted.getOrDefault("identity", 0.0);
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

    /** Returns whether compression makes responses of a type smaller. */
    static boolean isCompressible(@Nullable MediaType type) {
        return type != null
                && !type.equalsTypeAndSubtype(MediaType.TEXT_EVENT_STREAM)
                && (type.getType().equals("text")
                        || type.getSubtype().endsWith("+json")
                        || TYPES.contains(type.getType() + "/" + type.getSubtype()));
    }

    /** Changes the tag of a compressed response. */
    static void tag(HttpHeaders response) {
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

    static byte[] gzip(byte[] bytes) {
        try (GzipBuffer buffer = new GzipBuffer()) {
            buffer.write(bytes);
            buffer.finish();
            return buffer.take();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a body as gzip: one buffer of one buffer, else a stream. A body that fails has no end of gzip. */
    private static Publisher<DataBuffer> gzip(Publisher<? extends DataBuffer> body, DataBufferFactory buffers) {
        return body instanceof Mono<? extends DataBuffer> one
                ? one.map(buffer -> buffers.wrap(gzip(bytes(buffer))))
                : Flux.using(
                        GzipBuffer::new,
                        gzip -> Flux.from(body)
                                .map(buffer -> gzip.compressed(bytes(buffer)))
                                .concatWith(Mono.fromCallable(gzip::end))
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
    private static final class GzipBuffer extends GZIPOutputStream {
        private final ByteArrayOutputStream written;

        GzipBuffer() throws IOException {
            super(new ByteArrayOutputStream());
            written = (ByteArrayOutputStream) out;
        }

        byte[] compressed(byte[] bytes) {
            try {
                write(bytes);
                return take();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        byte[] end() throws IOException {
            finish();
            return take();
        }

        private byte[] take() {
            byte[] taken = written.toByteArray();
            written.reset();
            return taken;
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
            Publisher<? extends DataBuffer> sent = body;
            if (isWanted()) {
                setCoding();
                sent = gzip(body, bufferFactory());
            }
            // The error response must not have tag, lifetime and trailer of the failed one.
            return getDelegate().writeWith(sent).doOnError(failed -> {
                if (!isCommitted()) {
                    List.of(HttpHeaders.ETAG, HttpHeaders.CACHE_CONTROL, HttpHeaders.TRAILER)
                            .forEach(getHeaders()::remove);
                }
            });
        }

        @Override
        public Mono<Void> setComplete() {
            if (HttpMethod.HEAD.equals(exchange.getRequest().getMethod()) && isWanted()) {
                setCoding();
            }
            return getDelegate().setComplete();
        }

        private void setCoding() {
            getHeaders().set(HttpHeaders.CONTENT_ENCODING, GZIP);
            getHeaders().remove(HttpHeaders.CONTENT_LENGTH);
        }

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

        /** Returns whether the bytes can depend on what the client accepts. */
        private boolean depends() {
            return !exchange.getAttributes().containsKey(UNCHANGED)
                    && (HttpStatus.NOT_MODIFIED.equals(status())
                            || isCompressible(getHeaders().getContentType()));
        }

        private HttpStatusCode status() {
            return Objects.requireNonNullElse(getStatusCode(), HttpStatus.OK);
        }
    }
}

package org.lode.http;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
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
import reactor.core.publisher.Mono;

/**
 * Compresses responses with gzip for clients that accept it, and says so in {@code Vary} and in the entity tag.
 *
 * <p>The web server could compress, too. But it also uses codings that the documentation does not promise, and gives all of
 * them one tag.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
public final class Compression implements WebFilter {
    /** The one coding. */
    public static final String GZIP = "gzip";

    /** Below this number of bytes, compression saves no packet. */
    public static final int LEAST_BYTES = 1_400;

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
    public static boolean isAccepted(HttpHeaders request) {
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

    /** Leaves the response to a request as it is: it is compressed in itself, or a digest of its bytes is sent along. */
    public static void leave(ServerWebExchange exchange) {
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

        /** Reads an element; nothing if it is none. */
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
    public static boolean isCompressible(@Nullable MediaType type) {
        if (type == null || type.equalsTypeAndSubtype(MediaType.TEXT_EVENT_STREAM)) {
            return false;
        }
        return type.getType().equals("text")
                || type.getSubtype().endsWith("+json")
                || TYPES.contains(type.getType() + "/" + type.getSubtype());
    }

    /** Sets the headers of a response whose bytes depend on what the client accepts. */
    public static void describe(HttpHeaders response) {
        tag(response);
        vary(response);
    }

    private static void tag(HttpHeaders response) {
        if (GZIP.equals(response.getFirst(HttpHeaders.CONTENT_ENCODING))) {
            EntityTags.compressed(response);
        }
    }

    private static void vary(HttpHeaders response) {
        List<String> vary = response.getVary();
        if (vary.stream().noneMatch(HttpHeaders.ACCEPT_ENCODING::equalsIgnoreCase)) {
            response.setVary(Stream.concat(vary.stream(), Stream.of(HttpHeaders.ACCEPT_ENCODING))
                    .toList());
        }
    }

    /** A response whose headers, and then bytes, are changed just before they are sent. */
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
            return Gzip.of(body, bufferFactory());
        }

        /** Removes tag and lifetime before a failure is sent: they were those of another response. */
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

package org.lode.http;

import graphql.GraphQLError;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.GraphQlErrors;
import org.lode.graphql.OperationResult;
import org.lode.graphql.OperationResult.EncodedData;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Writes GraphQL responses: status, headers for caches, and body. */
public final class AnswerWriter {
    /** The header that names the release of the data. */
    public static final String RELEASE = "Dataset-Release";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String VARY = HttpHeaders.ACCEPT + ", " + HttpHeaders.ACCEPT_ENCODING;
    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final byte[] DATA = "{\"data\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EXTENSIONS = ",\"extensions\":".getBytes(StandardCharsets.US_ASCII);

    private AnswerWriter() {}

    /**
     * How long caches may keep a response.
     *
     * @param name equal names mean equal bytes
     * @param pinned whether it never changes, since the operation names its release
     */
    public record Freshness(String name, boolean pinned) {
        /** A new release is visible at once: caches revalidate each response, which costs no work here. */
        private static final String NOW = "public, max-age=0, must-revalidate";

        String cacheControl() {
            return pinned ? "public, max-age=31536000, immutable" : NOW;
        }
    }

    /**
     * A response before it is written.
     *
     * @param answer null for 304
     * @param fresh null for what must not be stored
     * @param tag the entity tag that the client has, for 304; empty else
     * @param headers those that belong to the request, and are not cached
     */
    public record Response(
            @Nullable Answer answer, @Nullable Freshness fresh, String tag, Map<String, String> headers) {
        public static Response notModified(String tag, Freshness fresh, Map<String, String> headers) {
            return new Response(null, fresh, tag, headers);
        }

        public static Response of(Answer answer, @Nullable Freshness fresh, Map<String, String> headers) {
            return new Response(answer, fresh, "", headers);
        }

        HttpStatus status() {
            return answer == null ? HttpStatus.NOT_MODIFIED : answer.status();
        }

        /** Sets status and headers, and returns the body; null when there is none. */
        byte @Nullable [] prepare(ServerHttpRequest request, ServerHttpResponse response) {
            response.setStatusCode(status());
            HttpHeaders sent = response.getHeaders();
            sent.set(HttpHeaders.VARY, VARY);
            sent.set(HttpHeaders.CACHE_CONTROL, fresh == null ? "no-store" : fresh.cacheControl());
            if (fresh != null) {
                sent.set(HttpHeaders.ETAG, tag.isEmpty() ? ETags.of(fresh.name()) : tag);
            }
            headers.forEach(sent::set);
            if (answer == null) {
                return null;
            }
            sent.setContentType(answer.type);
            answer.headers.forEach(sent::put);
            boolean compressed =
                    answer.bytes.length >= Compression.LEAST_BYTES && Compression.isAccepted(request.getHeaders());
            byte[] bytes = compressed ? answer.compressed() : answer.bytes;
            if (compressed) {
                sent.set(HttpHeaders.CONTENT_ENCODING, Compression.GZIP);
            }
            sent.setContentLength(bytes.length);
            return HttpMethod.HEAD.equals(request.getMethod()) ? null : bytes;
        }

        Mono<Void> write(ServerHttpRequest request, ServerHttpResponse response) {
            return send(response, prepare(request, response));
        }

        /** Returns the same for a route. */
        public Mono<ServerResponse> ofRoute() {
            return ServerResponse.status(status())
                    .build((exchange, context) -> write(exchange.getRequest(), exchange.getResponse()));
        }
    }

    /** Sends a body, or the headers only. */
    static Mono<Void> send(ServerHttpResponse response, byte @Nullable [] body) {
        return body == null
                ? response.setComplete()
                : response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
    }

    static Answer answer(OperationResult result, MediaType type) {
        HttpHeaders lasting = new HttpHeaders();
        if (result.release() != null) {
            lasting.set(RELEASE, result.release().version());
            if (result.withdrawn() != null) {
                result.withdrawn().headers().forEach(lasting::set);
            }
        }
        HttpStatus status = status(result, type);
        if (status.isError()) {
            Problems.report(lasting, String.valueOf(result.errors().getFirst().getMessage()));
        }
        return new Answer(status, type, lasting, body(result));
    }

    /** Returns the body: JSON around data that is JSON already. */
    private static byte[] body(OperationResult result) {
        EncodedData data = result.data();
        if (data == null || !result.errors().isEmpty()) {
            return JSON.writeValueAsBytes(result.toSpecification());
        }
        byte[] extensions = JSON.writeValueAsBytes(result.extensions());
        byte[] body = new byte[DATA.length + data.length() + EXTENSIONS.length + extensions.length + 1];
        data.copyTo(body, DATA.length);
        return ByteBuffer.wrap(body)
                .put(DATA)
                .position(DATA.length + data.length())
                .put(EXTENSIONS)
                .put(extensions)
                .put((byte) '}')
                .array();
    }

    private static HttpStatus status(OperationResult result, MediaType type) {
        if (result.data() != null || result.errors().isEmpty()) {
            return HttpStatus.OK;
        }
        HttpStatus status = Problems.status(GraphQlErrors.code(result.errors().getFirst()), type);
        // The data is null because a field that must not be null failed: still 200, unless the failure is Lode's.
        return result.result().isDataPresent() && status.is4xxClientError() ? HttpStatus.OK : status;
    }

    /** Returns the entity tag of the client's copy if that is current; empty for methods without caching. */
    public static Optional<String> held(ServerHttpRequest request, Freshness fresh) {
        return SAFE.contains(request.getMethod())
                ? ETags.matching(request.getHeaders(), fresh.name())
                : Optional.empty();
    }

    /** Returns the response to a request that failed before its operation ran. */
    static Answer refusal(ServerHttpRequest request, Throwable thrown) {
        MediaType type = MediaTypes.refusing(request.getHeaders());
        GraphQLError error = GraphQlErrors.of(thrown, request.getId());
        HttpHeaders headers = new HttpHeaders();
        Problems.report(headers, String.valueOf(error.getMessage()));
        return new Answer(
                Problems.status(GraphQlErrors.code(error), type),
                type,
                headers,
                JSON.writeValueAsBytes(Map.of("errors", List.of(error.toSpecification()))));
    }

    static Mono<ServerResponse> refuse(ServerRequest request, Throwable thrown) {
        return Response.of(refusal(request.exchange().getRequest(), thrown), null, Map.of())
                .ofRoute();
    }

    static Mono<Void> refuse(ServerWebExchange exchange, Throwable thrown) {
        return Response.of(refusal(exchange.getRequest(), thrown), null, Map.of())
                .write(exchange.getRequest(), exchange.getResponse());
    }

    /** The body and headers of a response, which may be cached. The compressed body is made once. */
    public static final class Answer {
        private final HttpStatus status;
        private final MediaType type;
        private final HttpHeaders headers;
        private final byte[] bytes;
        private volatile byte @Nullable [] compressed;

        /**
         * Holds the whole answer.
         *
         * @param headers those that do not depend on the request
         */
        public Answer(HttpStatus status, MediaType type, HttpHeaders headers, byte[] bytes) {
            this.status = status;
            this.type = type;
            this.headers = headers;
            this.bytes = bytes;
        }

        HttpStatus status() {
            return status;
        }

        public HttpHeaders headers() {
            return headers;
        }

        byte[] bytes() {
            return bytes;
        }

        byte[] compressed() {
            byte[] known = compressed;
            if (known == null) {
                known = Compression.gzip(bytes);
                compressed = known;
            }
            return known;
        }

        /** Returns the bytes of memory that it takes, with the compressed body. */
        int weight() {
            return 2 * bytes.length;
        }
    }
}

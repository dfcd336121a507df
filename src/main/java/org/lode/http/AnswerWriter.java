package org.lode.http;

import graphql.GraphQLError;
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
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Writes answers with their status, and with the headers that caches need. */
public final class AnswerWriter {
    /** The release that an answer is of. */
    public static final String RELEASE = "Dataset-Release";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final String NO_STORE = "no-store";

    private static final byte[] DATA = "{\"data\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EXTENSIONS = ",\"extensions\":".getBytes(StandardCharsets.US_ASCII);

    private AnswerWriter() {}

    /**
     * How long an answer stays true.
     *
     * @param name of the answer: equal names mean equal bytes
     * @param pinned whether it stays true for ever, since its release was named
     */
    public record Freshness(String name, boolean pinned) {
        private static final String ALWAYS = "public, max-age=31536000, immutable";
        /** A new release shows at once: caches ask for each answer again, which costs no work here. */
        private static final String NOW = "public, max-age=0, must-revalidate";

        String cacheControl() {
            return pinned ? ALWAYS : NOW;
        }
    }

    /**
     * A response that is ready to be written.
     *
     * @param answer null for 304
     * @param fresh null for what must not be stored
     * @param tag the entity tag that the client has, for 304; empty else
     * @param headers those that belong to the request, and not to the answer
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

        /** Sets status and headers. The bytes to write; null when there is no body. */
        byte @Nullable [] prepare(ServerHttpRequest request, ServerHttpResponse response) {
            response.setStatusCode(status());
            HttpHeaders sent = response.getHeaders();
            sent.set(HttpHeaders.VARY, HttpHeaders.ACCEPT);
            sent.set(HttpHeaders.CACHE_CONTROL, fresh == null ? NO_STORE : fresh.cacheControl());
            if (fresh != null) {
                sent.set(HttpHeaders.ETAG, tag.isEmpty() ? EntityTags.of(fresh.name()) : tag);
            }
            headers.forEach(sent::set);
            if (answer == null) {
                return null;
            }
            sent.setContentType(answer.type());
            answer.headers().forEach((name, values) -> sent.put(name, values));
            boolean compressed = answer.worthCompressing() && Compression.isAccepted(request.getHeaders());
            byte[] bytes = compressed ? answer.compressed() : answer.bytes();
            if (compressed) {
                sent.set(HttpHeaders.CONTENT_ENCODING, Compression.GZIP);
            }
            sent.setContentLength(bytes.length);
            return HttpMethod.HEAD.equals(request.getMethod()) ? null : bytes;
        }

        Mono<Void> write(ServerHttpRequest request, ServerHttpResponse response) {
            return send(response, prepare(request, response));
        }

        /** The response of a route. */
        public Mono<ServerResponse> ofRoute() {
            return Mono.just(new OfRoute(this));
        }
    }

    /** Sends a body, or the headers alone. */
    static Mono<Void> send(ServerHttpResponse response, byte @Nullable [] body) {
        return body == null
                ? response.setComplete()
                : response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
    }

    private record OfRoute(Response response) implements ServerResponse {
        @Override
        public HttpStatusCode statusCode() {
            return response.status();
        }

        @Override
        public HttpHeaders headers() {
            return response.answer() == null
                    ? new HttpHeaders()
                    : response.answer().headers();
        }

        @Override
        public MultiValueMap<String, ResponseCookie> cookies() {
            return new LinkedMultiValueMap<>();
        }

        @Override
        public Mono<Void> writeTo(ServerWebExchange exchange, Context context) {
            return response.write(exchange.getRequest(), exchange.getResponse());
        }
    }

    /** The answer to an operation. */
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

    /** The answer as JSON, around data that is JSON already. */
    private static byte[] body(OperationResult result) {
        EncodedData data = result.data();
        if (data == null || !result.errors().isEmpty()) {
            return JSON.writeValueAsBytes(result.toSpecification());
        }
        byte[] extensions = JSON.writeValueAsBytes(result.extensions());
        byte[] body = new byte[DATA.length + data.length() + EXTENSIONS.length + extensions.length + 1];
        System.arraycopy(DATA, 0, body, 0, DATA.length);
        data.copyTo(body, DATA.length);
        int at = DATA.length + data.length();
        System.arraycopy(EXTENSIONS, 0, body, at, EXTENSIONS.length);
        System.arraycopy(extensions, 0, body, at + EXTENSIONS.length, extensions.length);
        body[body.length - 1] = '}';
        return body;
    }

    private static HttpStatus status(OperationResult result, MediaType type) {
        if (result.data() != null || result.errors().isEmpty()) {
            return HttpStatus.OK;
        }
        HttpStatus status = Statuses.of(GraphQlErrors.code(result.errors().getFirst()), type);
        // A null that spread from a field to the data is an answer all the same, unless the fault is Lode's.
        return result.result().isDataPresent() && status.is4xxClientError() ? HttpStatus.OK : status;
    }

    /** The entity tag of the answer that the client has; none if it has not, or uses a method that is not cached. */
    public static Optional<String> held(ServerHttpRequest request, Freshness fresh) {
        return SAFE.contains(request.getMethod())
                ? EntityTags.held(request.getHeaders(), fresh.name())
                : Optional.empty();
    }

    /** The answer to a request that failed before its operation ran. */
    static Answer refusal(ServerHttpRequest request, Throwable thrown) {
        MediaType type = MediaTypes.refusing(request.getHeaders());
        GraphQLError error = GraphQlErrors.of(thrown, request.getId());
        HttpHeaders headers = new HttpHeaders();
        Problems.report(headers, String.valueOf(error.getMessage()));
        return new Answer(
                Statuses.of(GraphQlErrors.code(error), type),
                type,
                headers,
                JSON.writeValueAsBytes(Map.of("errors", List.of(error.toSpecification()))));
    }

    /** The response of a route that refuses a request. */
    static Mono<ServerResponse> refuse(ServerRequest request, Throwable thrown) {
        return Response.of(refusal(request.exchange().getRequest(), thrown), null, Map.of())
                .ofRoute();
    }

    /** The response to a request that comes to no route. */
    static Mono<Void> refuse(ServerWebExchange exchange, Throwable thrown) {
        return Response.of(refusal(exchange.getRequest(), thrown), null, Map.of())
                .write(exchange.getRequest(), exchange.getResponse());
    }
}

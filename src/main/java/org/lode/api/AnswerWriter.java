package org.lode.api;

import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lode.failure.Failure.Code;
import org.lode.http.Compression;
import org.lode.http.EntityTags;
import org.lode.operation.EncodedData;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Writes answers with their status and all that caches, ours and others', have to know of them. */
final class AnswerWriter {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    private static final byte[] DATA = "{\"data\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EXTENSIONS = ",\"extensions\":".getBytes(StandardCharsets.US_ASCII);

    private AnswerWriter() {}

    /**
     * How long an answer stays true.
     *
     * @param name of the answer: equal names mean equal bytes
     * @param pinned whether it stays so for good, since its release was named
     */
    record Freshness(String name, boolean pinned) {
        private static final String ALWAYS = "public, max-age=31536000, immutable";
        /** A new release shows at once: what is kept elsewhere is asked about each time, which costs no work here. */
        private static final String NOW = "public, max-age=0, must-revalidate";

        String cacheControl() {
            return pinned ? ALWAYS : NOW;
        }
    }

    /** The answer of the engine as bytes. */
    static Answer answer(WebGraphQlResponse response, MediaType type) {
        HttpHeaders lasting = new HttpHeaders();
        lasting.put(OneRelease.HEADER, response.getResponseHeaders().getOrEmpty(OneRelease.HEADER));
        return new Answer(status(response, type), type, lasting, body(response));
    }

    /** The answer as JSON, around data that is JSON already. */
    private static byte[] body(WebGraphQlResponse response) {
        if (!(response.getData() instanceof EncodedData data)
                || !response.getExecutionResult().getErrors().isEmpty()) {
            return JSON.writeValueAsBytes(response.toMap());
        }
        byte[] extensions = JSON.writeValueAsBytes(response.getExtensions());
        byte[] body = new byte[DATA.length + data.length() + EXTENSIONS.length + extensions.length + 1];
        System.arraycopy(DATA, 0, body, 0, DATA.length);
        data.copyTo(body, DATA.length);
        int at = DATA.length + data.length();
        System.arraycopy(EXTENSIONS, 0, body, at, EXTENSIONS.length);
        System.arraycopy(extensions, 0, body, at + EXTENSIONS.length, extensions.length);
        body[body.length - 1] = '}';
        return body;
    }

    private static HttpStatus status(WebGraphQlResponse response, MediaType type) {
        if (response.getData() != null || response.getErrors().isEmpty()) {
            return HttpStatus.OK;
        }
        HttpStatus status =
                Statuses.of(code(response.getExecutionResult().getErrors().getFirst()), type);
        // A null that spread upwards to the data from a field at fault is an answer all the same, unless the fault was
        // ours.
        boolean ran = response.getExecutionResult().isDataPresent();
        return ran && status.is4xxClientError() ? HttpStatus.OK : status;
    }

    /** @param fresh null for what must not be kept */
    static Mono<ServerResponse> write(
            ServerRequest request, Answer answer, @Nullable Freshness fresh, Map<String, String> headers) {
        boolean compressed = answer.worthCompressing()
                && Compression.isAccepted(request.headers().asHttpHeaders());
        byte[] bytes = compressed ? answer.compressed() : answer.bytes();
        ServerResponse.BodyBuilder response = ServerResponse.status(answer.status())
                .contentType(answer.type())
                .contentLength(bytes.length)
                .headers(sent -> {
                    headers.forEach(sent::set);
                    sent.putAll(answer.headers());
                    if (compressed) {
                        sent.set(HttpHeaders.CONTENT_ENCODING, Compression.GZIP);
                    }
                });
        keep(response, fresh, fresh == null ? "" : EntityTags.of(fresh.name()));
        return HttpMethod.HEAD.equals(request.method()) ? response.build() : response.bodyValue(bytes);
    }

    private static void keep(ServerResponse.HeadersBuilder<?> response, @Nullable Freshness fresh, String tag) {
        response.varyBy(HttpHeaders.ACCEPT);
        if (fresh == null) {
            response.cacheControl(CacheControl.noStore());
        } else {
            response.eTag(tag).headers(sent -> sent.set(HttpHeaders.CACHE_CONTROL, fresh.cacheControl()));
        }
    }

    /** The entity tag of the answer that the client has already; none if it has not, or asks in a way that is not kept. */
    static Optional<String> held(ServerRequest request, Freshness fresh) {
        return SAFE.contains(request.method())
                ? EntityTags.held(request.headers().asHttpHeaders(), fresh.name())
                : Optional.empty();
    }

    /** @param tag of the answer that the client has */
    static Mono<ServerResponse> notModified(String tag, Freshness fresh) {
        ServerResponse.HeadersBuilder<?> response = ServerResponse.status(HttpStatus.NOT_MODIFIED);
        keep(response, fresh, tag);
        return response.build();
    }

    /** The answer to a request that failed before it could be asked of the engine. */
    static Mono<ServerResponse> refuse(ServerRequest request, Throwable thrown) {
        return write(request, refusal(request, thrown), null, Map.of());
    }

    static Answer refusal(ServerRequest request, Throwable thrown) {
        MediaType type = MediaTypes.refusing(request);
        GraphQLError error = Errors.of(thrown, request.exchange().getRequest().getId(), GraphqlErrorBuilder.newError());
        return new Answer(Statuses.of(code(error), type), type, new HttpHeaders(), body(error));
    }

    /** The same for a request that did not come to a route. */
    static Mono<Void> refuse(ServerWebExchange exchange, Throwable thrown) {
        GraphQLError error = Errors.of(thrown, exchange.getRequest().getId(), GraphqlErrorBuilder.newError());
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(Statuses.of(code(error), MediaTypes.LEGACY));
        response.getHeaders().setContentType(MediaTypes.LEGACY);
        response.getHeaders().setCacheControl(CacheControl.noStore());
        return response.writeWith(Mono.just(response.bufferFactory().wrap(body(error))));
    }

    private static byte[] body(GraphQLError error) {
        return JSON.writeValueAsBytes(Map.of("errors", List.of(error.toSpecification())));
    }

    static Code code(GraphQLError error) {
        return Code.valueOf(
                String.valueOf(Objects.requireNonNull(error.getExtensions()).get("code")));
    }
}

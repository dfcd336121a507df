package org.lode.http;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.lode.files.ServedFile;
import org.lode.files.ServedFile.FileException;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.ReactiveHttpOutputMessage;
import org.springframework.web.reactive.function.BodyInserter;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Makes routes that serve files: whole, in part (one range), as headers only, or 304. Failures become problems of RFC 9457. */
public final class FileRoutes {
    private FileRoutes() {}

    /** Serves the files at a path, compressed if their type is worth it. */
    static RouterFunction<ServerResponse> files(String path, Function<ServerRequest, Mono<ServedFile>> files) {
        return answering(path, request -> files.apply(request).flatMap(file -> respond(request, file)));
    }

    /** Answers GET and HEAD at a path; all failures that the client can understand become problems. */
    static RouterFunction<ServerResponse> answering(String path, HandlerFunction<ServerResponse> files) {
        HandlerFunction<ServerResponse> answer = request -> {
            HttpHeaders before =
                    HttpHeaders.copyOf(request.exchange().getResponse().getHeaders());
            return Mono.defer(() -> files.handle(request))
                    .onErrorResume(Problems::isOfFile, thrown -> Problems.ofFile(request, thrown))
                    .flatMap(response -> problemInsteadOf(response, request, before));
        };
        HandlerFunction<ServerResponse> refusal =
                request -> Problems.ofFile(request, FileException.method(request.method()));
        return RouterFunctions.route(PageRoutes.get(path), answer)
                .and(otherMethods(path, FileException.METHODS, refusal));
    }

    /**
     * Returns a response whose content may fail before its first byte. Then a problem is sent instead.
     *
     * @param before the headers that the response had before the request was handled
     */
    private static Mono<ServerResponse> problemInsteadOf(
            ServerResponse response, ServerRequest request, HttpHeaders before) {
        return ServerResponse.status(response.statusCode())
                .build((exchange, context) -> response.writeTo(exchange, context)
                        .onErrorResume(
                                thrown -> Problems.isOfFile(thrown)
                                        && !exchange.getResponse().isCommitted(),
                                thrown -> {
                                    exchange.getResponse().getHeaders().clear();
                                    exchange.getResponse().getHeaders().addAll(before);
                                    return Problems.ofFile(request, thrown)
                                            .flatMap(problem -> problem.writeTo(exchange, context));
                                }));
    }

    /** Answers OPTIONS at a path with {@code Allow}, and any other method with a refusal that has {@code Allow}, too. */
    public static RouterFunction<ServerResponse> otherMethods(
            String path, String methods, HandlerFunction<ServerResponse> refusal) {
        return RouterFunctions.route()
                .OPTIONS(
                        path,
                        request -> ServerResponse.noContent()
                                .header(HttpHeaders.ALLOW, methods)
                                .build())
                .route(RequestPredicates.path(path), request -> {
                    request.exchange().getResponse().getHeaders().set(HttpHeaders.ALLOW, methods);
                    return refusal.handle(request);
                })
                .build();
    }

    /** Returns the lifetime of a file in caches: a year, or none without revalidation. */
    static String cacheControl(boolean lasting) {
        return lasting ? "public, max-age=31536000, immutable" : "public, no-cache";
    }

    /** Answers GET or HEAD with a file, by {@code If-None-Match}, {@code Range} and {@code If-Range}. */
    static Mono<ServerResponse> respond(ServerRequest request, ServedFile file) {
        if (!Compression.isCompressible(file.type())) {
            Compression.disable(request.exchange());
        }
        return unlessCurrent(request, file.name(), headers -> describe(headers, file), ok -> {
            ServerResponse.BodyBuilder whole = ok.contentType(file.type()).contentLength(file.bytes());
            return HttpMethod.HEAD.equals(request.method())
                    ? whole.build()
                    : range(request, file)
                            .map(range -> part(request, file, range))
                            .orElseGet(() -> whole.body(body(request, file.content())));
        });
    }

    /**
     * Answers 304 if the client has the response with this name, else 200 as the caller completes it.
     *
     * @param headers sets the headers of both, beside the entity tag
     */
    static Mono<ServerResponse> unlessCurrent(
            ServerRequest request,
            String name,
            Consumer<HttpHeaders> headers,
            Function<ServerResponse.BodyBuilder, Mono<ServerResponse>> ok) {
        Optional<String> matching = ETags.matching(request.headers().asHttpHeaders(), name);
        ServerResponse.BodyBuilder response = ServerResponse.status(
                        matching.isPresent() ? HttpStatus.NOT_MODIFIED : HttpStatus.OK)
                .headers(sent -> {
                    sent.setETag(matching.orElse(ETags.of(name)));
                    headers.accept(sent);
                });
        return matching.isPresent() ? response.build() : ok.apply(response);
    }

    /** The range that is asked for. It is ignored if it is malformed, or if {@code If-Range} has another tag. */
    private static Optional<ByteRange> range(ServerRequest request, ServedFile file) {
        String tag = ETags.of(file.name());
        try {
            return Optional.of(request.headers().range())
                    .filter(asked -> asked.size() == 1
                            && header(request, HttpHeaders.IF_RANGE).orElse(tag).equals(tag))
                    .map(List::getFirst)
                    .map(one -> new ByteRange(one.getRangeStart(file.bytes()), one.getRangeEnd(file.bytes())));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<String> header(ServerRequest request, String name) {
        return Optional.ofNullable(request.headers().firstHeader(name));
    }

    private static Mono<ServerResponse> part(ServerRequest request, ServedFile file, ByteRange range) {
        if (range.last < range.first) {
            request.exchange().getResponse().getHeaders().set(HttpHeaders.CONTENT_RANGE, "bytes */" + file.bytes());
            return Mono.error(
                    FileException.outside(header(request, HttpHeaders.RANGE).orElse(""), file.bytes()));
        }
        return ServerResponse.status(HttpStatus.PARTIAL_CONTENT)
                .contentType(file.type())
                .contentLength(range.last - range.first + 1)
                .headers(headers -> {
                    headers.setETag(ETags.of(file.name()));
                    describe(headers, file);
                    headers.set(
                            HttpHeaders.CONTENT_RANGE,
                            "bytes %d-%d/%d".formatted(range.first, range.last, file.bytes()));
                })
                .body(body(request, range.cut(file.content())));
    }

    private static void describe(HttpHeaders headers, ServedFile file) {
        headers.set(HttpHeaders.CACHE_CONTROL, cacheControl(file.lasting()));
        headers.set(HttpHeaders.ACCEPT_RANGES, "bytes");
        file.headers().forEach(headers::set);
        file.version().ifPresent(version -> headers.set(AnswerWriter.RELEASE, version));
    }

    private static BodyInserter<Flux<DataBuffer>, ReactiveHttpOutputMessage> body(
            ServerRequest request, Flux<byte[]> content) {
        DataBufferFactory buffers = request.exchange().getResponse().bufferFactory();
        return BodyInserters.fromDataBuffers(content.map(buffers::wrap));
    }

    /** A range of bytes, both ends included; it has no bytes when the last is before the first. */
    private record ByteRange(long first, long last) {
        /** Cuts the range out of a content, and does not read what follows it. */
        Flux<byte[]> cut(Flux<byte[]> content) {
            return Flux.defer(() -> {
                long[] passed = {0};
                return content.map(portion -> {
                            long from = Math.clamp(first - passed[0], 0, portion.length);
                            long to = Math.clamp(last + 1 - passed[0], 0, portion.length);
                            passed[0] += portion.length;
                            return Arrays.copyOfRange(portion, (int) from, (int) Math.max(from, to));
                        })
                        .filter(portion -> portion.length > 0)
                        .takeUntil(portion -> passed[0] > last);
            });
        }
    }
}

package org.lode.http;

import org.lode.files.NoFile;
import org.lode.files.OriginFile;
import org.lode.mirror.StateDesk;
import org.lode.store.NoticeStore;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The addresses of what mirrors read, below {@code /mirror/v1}, and how files are answered at any address. */
@Configuration(proxyBeanMethods = false)
public class FileRoutes {
    private static final String MIRROR = "/mirror/v1/{file}";

    @Bean
    RouterFunction<ServerResponse> filesForMirrors(StateDesk desk, NoticeStore.Reader notices) {
        return files(MIRROR, request -> mirror(request.pathVariable("file"), desk, notices));
    }

    /** What finds the file that a request asks for, or fails. */
    @FunctionalInterface
    public interface Files {
        Mono<OriginFile> of(ServerRequest request);
    }

    /** Has the files at a path answered: whole or in part, compressed or not, or refused in a problem. */
    public static RouterFunction<ServerResponse> files(String path, Files files) {
        return answering(path, request -> files.of(request).flatMap(file -> FileAnswer.of(request, file)));
    }

    /** Has a path answered, with GET and HEAD alone; what is refused is a problem. */
    public static RouterFunction<ServerResponse> answering(String path, HandlerFunction<ServerResponse> files) {
        HandlerFunction<ServerResponse> answer = request -> {
            HttpHeaders before =
                    HttpHeaders.copyOf(request.exchange().getResponse().getHeaders());
            return Mono.defer(() -> files.handle(request))
                    .onErrorResume(FileProblems::known, thrown -> FileProblems.answer(request, thrown))
                    .map(response -> new Uncommitted(request, response, before));
        };
        return RouterFunctions.route()
                .GET(path, answer)
                .HEAD(path, answer)
                .OPTIONS(
                        path,
                        request -> ServerResponse.noContent()
                                .header(HttpHeaders.ALLOW, NoFile.METHODS)
                                .build())
                .route(RequestPredicates.path(path), request -> {
                    request.exchange().getResponse().getHeaders().set(HttpHeaders.ALLOW, NoFile.METHODS);
                    return FileProblems.answer(request, NoFile.method(request.method()));
                })
                .build();
    }

    private static Mono<OriginFile> mirror(String file, StateDesk desk, NoticeStore.Reader notices) {
        return switch (file) {
            case "state.json" -> desk.state().map(bytes -> OriginFile.changing(MediaType.APPLICATION_JSON, bytes));
            case "keys.json" ->
                desk.keys()
                        .switchIfEmpty(Mono.error(
                                () -> NoFile.missing("file", file, "state.json or notices.jsonl: nobody signs here")))
                        .map(bytes -> OriginFile.changing(MediaType.APPLICATION_JSON, bytes));
            case "notices.jsonl" -> notices.read().map(told -> OriginFile.changing(OriginFile.LINES, told.bytes()));
            default -> throw NoFile.missing("file", file, "state.json, keys.json or notices.jsonl");
        };
    }

    /**
     * A response whose content may fail before its first byte: then a problem is sent in its place.
     *
     * @param before the headers that the response had before the request was handled
     */
    private record Uncommitted(ServerRequest request, ServerResponse response, HttpHeaders before)
            implements ServerResponse {
        @Override
        public HttpStatusCode statusCode() {
            return response.statusCode();
        }

        @Override
        public HttpHeaders headers() {
            return response.headers();
        }

        @Override
        public MultiValueMap<String, ResponseCookie> cookies() {
            return response.cookies();
        }

        @Override
        public Mono<Void> writeTo(ServerWebExchange exchange, Context context) {
            ServerHttpResponse out = exchange.getResponse();
            return response.writeTo(exchange, context)
                    .onErrorResume(thrown -> FileProblems.known(thrown) && !out.isCommitted(), thrown -> {
                        out.getHeaders().clear();
                        out.getHeaders().addAll(before);
                        return FileProblems.answer(request, thrown)
                                .flatMap(problem -> problem.writeTo(exchange, context));
                    });
        }
    }
}

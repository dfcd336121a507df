package org.lode.origin;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The addresses of what mirrors read, below {@code /mirror/v1}, and how files are answered at any address. */
@Configuration(proxyBeanMethods = false)
public class FileRoutes {
    private static final String MIRROR = "/mirror/v1/{file}";

    @Bean
    RouterFunction<ServerResponse> filesForMirrors(StateDesk desk, NoticeStore notices) {
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
        HandlerFunction<ServerResponse> answer = request -> Mono.defer(() -> files.handle(request))
                .onErrorResume(Problems::known, thrown -> Problems.answer(request, thrown));
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
                    return Problems.answer(request, NoFile.method(request.method()));
                })
                .build();
    }

    private static Mono<OriginFile> mirror(String file, StateDesk desk, NoticeStore notices) {
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
}

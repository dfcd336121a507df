package org.lode.export;

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

/** The addresses of what mirrors read: {@code /releases} and {@code /mirror/v1}. */
@Configuration(proxyBeanMethods = false)
class FileRoutes {
    private static final String RELEASES = "/releases/{version}/{*file}";
    private static final String MIRROR = "/mirror/v1/{file}";

    @Bean
    RouterFunction<ServerResponse> filesForMirrors(ReleaseShelf shelf, StateDesk desk, NoticeStore notices) {
        return files(RELEASES, request -> shelf.file(request.pathVariable("version"), name(request)))
                .and(files(MIRROR, request -> mirror(request.pathVariable("file"), desk, notices)));
    }

    /** What finds the file that a request asks for, or fails. */
    private interface Files {
        Mono<OriginFile> of(ServerRequest request);
    }

    private static RouterFunction<ServerResponse> files(String path, Files files) {
        HandlerFunction<ServerResponse> answer = request -> Mono.defer(() -> files.of(request))
                .flatMap(file -> FileAnswer.of(request, file))
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

    private static String name(ServerRequest request) {
        return request.pathVariable("file").replaceFirst("^/", "");
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

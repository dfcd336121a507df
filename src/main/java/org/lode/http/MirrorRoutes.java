package org.lode.http;

import org.lode.files.FileException;
import org.lode.files.ServedFile;
import org.lode.mirror.SignedStateSource;
import org.lode.store.NoticeStore;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Serves the files below {@code /mirror/v1} that mirrors poll: the signed state, the keys and the notices. */
@Configuration(proxyBeanMethods = false)
class MirrorRoutes {

    @Bean
    RouterFunction<ServerResponse> filesForMirrors(SignedStateSource states, NoticeStore.Reader notices) {
        return FileRoutes.files("/mirror/v1/{file}", request -> file(request.pathVariable("file"), states, notices));
    }

    private static Mono<ServedFile> file(String name, SignedStateSource states, NoticeStore.Reader notices) {
        return switch (name) {
            case "state.json" -> states.state().map(bytes -> ServedFile.changing(MediaType.APPLICATION_JSON, bytes));
            case "keys.json" ->
                states.keys()
                        .switchIfEmpty(Mono.error(() ->
                                FileException.missing("file", name, "state.json or notices.jsonl: nobody signs here")))
                        .map(bytes -> ServedFile.changing(MediaType.APPLICATION_JSON, bytes));
            case "notices.jsonl" -> notices.read().map(told -> ServedFile.changing(ServedFile.LINES, told.bytes()));
            default -> throw FileException.missing("file", name, "state.json, keys.json or notices.jsonl");
        };
    }
}

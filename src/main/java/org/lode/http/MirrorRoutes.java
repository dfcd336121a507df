package org.lode.http;

import java.time.InstantSource;
import org.lode.files.NoFile;
import org.lode.files.OriginFile;
import org.lode.files.OriginSettings;
import org.lode.mirror.StateDesk;
import org.lode.model.DataPackage;
import org.lode.store.ManifestReadStore;
import org.lode.store.NoticeReadStore;
import org.lode.store.RelayStore;
import org.lode.store.ReleaseStore;
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
    StateDesk stateDesk(
            DataPackage description,
            ReleaseStore releases,
            ManifestReadStore manifests,
            NoticeReadStore notices,
            RelayStore relay,
            OriginSettings settings) {
        return new StateDesk(
                new StateDesk.Sources(description.name(), releases, manifests, notices, relay),
                settings,
                InstantSource.system());
    }

    @Bean
    RouterFunction<ServerResponse> filesForMirrors(StateDesk desk, NoticeReadStore notices) {
        return FileRoutes.files("/mirror/v1/{file}", request -> file(request.pathVariable("file"), desk, notices));
    }

    private static Mono<OriginFile> file(String name, StateDesk desk, NoticeReadStore notices) {
        return switch (name) {
            case "state.json" -> desk.state().map(bytes -> OriginFile.changing(MediaType.APPLICATION_JSON, bytes));
            case "keys.json" ->
                desk.keys()
                        .switchIfEmpty(Mono.error(
                                () -> NoFile.missing("file", name, "state.json or notices.jsonl: nobody signs here")))
                        .map(bytes -> OriginFile.changing(MediaType.APPLICATION_JSON, bytes));
            case "notices.jsonl" -> notices.read().map(told -> OriginFile.changing(OriginFile.LINES, told.bytes()));
            default -> throw NoFile.missing("file", name, "state.json, keys.json or notices.jsonl");
        };
    }
}

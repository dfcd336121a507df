package org.lode.mirror;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lode.release.CanonicalJson;
import org.lode.release.Release;
import org.lode.release.ReleaseStore;
import org.lode.release.Releases;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Tells everybody which release this server holds, whence, and how well: {@code /.well-known/dataset-mirror.json}. */
@Configuration(proxyBeanMethods = false)
class WellKnown {
    private static final String PATH = "/.well-known/dataset-mirror.json";
    private static final String FORMAT = "lode-mirror-1";

    private final Origin origin;
    private final Standing standing;
    private final ReleaseStore releases;

    WellKnown(Origin origin, Standing standing, ReleaseStore releases) {
        this.origin = origin;
        this.standing = standing;
        this.releases = releases;
    }

    @Bean
    RouterFunction<ServerResponse> wellKnownRoute() {
        return RouterFunctions.route()
                .GET(PATH, this::answer)
                .HEAD(PATH, this::answer)
                .build();
    }

    private Mono<ServerResponse> answer(ServerRequest request) {
        return releases.current()
                .flatMap(all -> ServerResponse.ok()
                        .contentType(MediaType.APPLICATION_JSON)
                        .cacheControl(CacheControl.noCache())
                        .bodyValue(statement(newest(all))));
    }

    private static @Nullable Release newest(Releases all) {
        List<Releases.Entry> entries = all.entries();
        return entries.isEmpty() ? null : entries.getLast().release();
    }

    private byte[] statement(@Nullable Release newest) {
        Standing.Now now = standing.now();
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("format", FORMAT)
                .put("upstream", origin.address().orElse(null))
                .put("sequence", newest == null ? null : newest.sequence())
                .put("version", newest == null ? null : newest.version())
                .put("root", newest == null ? null : newest.root())
                .put("verifiedAt", text(now.verifiedAt()))
                .put("checkedAt", text(now.checkedAt()))
                .put("stale", now.stale(Instant.now()))
                .put("signed", origin.signed())
                .put("problem", now.told());
        return (CanonicalJson.write(node) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}

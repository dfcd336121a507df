package org.lode.mirror;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lode.release.CanonicalJson;
import org.lode.release.Release;
import org.lode.release.Releases;
import org.lode.store.DatabaseFailures;
import org.lode.store.ReleaseStore;
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

/**
 * Answers {@code /.well-known/dataset-mirror.json}: which release this server holds, where it comes from, and what is wrong.
 *
 * <p>Answers 200 while the database is away, too: then release and root are null, and the problem says so.
 */
@Configuration(proxyBeanMethods = false)
class WellKnown {
    private static final String PATH = "/.well-known/dataset-mirror.json";
    private static final String FORMAT = "lode-mirror-1";

    /** Less than the usual timeout of clients. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Origin origin;
    private final MirrorStatus status;
    private final ReleaseStore releases;

    WellKnown(Origin origin, MirrorStatus status, ReleaseStore releases) {
        this.origin = origin;
        this.status = status;
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
                .map(all -> statement(newest(all), status.now().shown()))
                .timeout(PATIENCE)
                .onErrorResume(failure ->
                        Mono.just(statement(null, DatabaseFailures.away(failure).getMessage())))
                .flatMap(body -> ServerResponse.ok()
                        .contentType(MediaType.APPLICATION_JSON)
                        .cacheControl(CacheControl.noCache())
                        .bodyValue(body));
    }

    private static @Nullable Release newest(Releases all) {
        List<Releases.Entry> entries = all.entries();
        return entries.isEmpty() ? null : entries.getLast().release();
    }

    private byte[] statement(@Nullable Release newest, @Nullable String problem) {
        MirrorStatus.Now now = status.now();
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
                .put("problem", problem);
        MirrorStatus.Filling filling = now.filling();
        if (filling == null) {
            node.putNull("filling");
        } else {
            node.putObject("filling").put("release", filling.release()).put("of", filling.of());
        }
        return (CanonicalJson.write(node) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}

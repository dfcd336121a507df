package org.lode.mirror;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lode.release.CanonicalJson;
import org.lode.release.Release;
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
import tools.jackson.databind.json.JsonMapper;
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
                .map(all -> statement(
                        all.entries().isEmpty() ? null : all.latest(),
                        status.now().shown()))
                .timeout(PATIENCE)
                .onErrorResume(failure ->
                        Mono.just(statement(null, DatabaseFailures.away(failure).getMessage())))
                .flatMap(body -> ServerResponse.ok()
                        .contentType(MediaType.APPLICATION_JSON)
                        .cacheControl(CacheControl.noCache())
                        .bodyValue(body));
    }

    private byte[] statement(@Nullable Release newest, @Nullable String problem) {
        MirrorStatus.Now now = status.now();
        ObjectNode node = JsonMapper.shared()
                .createObjectNode()
                .put("format", FORMAT)
                .put("upstream", origin.address().orElse(null))
                .put("sequence", newest == null ? null : newest.sequence())
                .put("version", newest == null ? null : newest.version())
                .put("root", newest == null ? null : newest.root())
                .put("verifiedAt", Objects.toString(now.verifiedAt(), null))
                .put("checkedAt", Objects.toString(now.checkedAt(), null))
                .put("stale", now.stale(Instant.now()))
                .put("signed", origin.signed())
                .put("problem", problem);
        node.set("filling", JsonMapper.shared().valueToTree(now.filling()));
        return (CanonicalJson.write(node) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}

package org.lode.api;

import static org.springframework.web.reactive.function.server.RequestPredicates.methods;
import static org.springframework.web.reactive.function.server.RequestPredicates.path;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.lode.http.EntityTags;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Serves the start page and GraphiQL, with every file that they load from this program, so that they need no network. */
@Configuration(proxyBeanMethods = false)
class Pages {
    /** Asks the server each time, which answers 304 while nothing changed. */
    private static final CacheControl ASK = CacheControl.noCache();

    private static final CacheControl KEEP =
            CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();
    private static final String QUERIES = "queries.json";

    private final String start;
    private final String explorer;
    private final byte[] json;

    Pages() {
        List<StartQuery> queries = StartQuery.all();
        String cards = queries.stream().map(StartQuery::card).collect(Collectors.joining());
        start = template("start.html").replace("{{cards}}", cards);
        explorer = template("explorer.html");
        json = JsonMapper.shared().writeValueAsBytes(queries);
    }

    @Bean
    Assets assets() {
        return Assets.of(List.of(start, explorer, template("citation.html"), new String(json, StandardCharsets.UTF_8)));
    }

    @Bean
    RouterFunction<ServerResponse> pageRoutes(Assets assets) {
        String below = "/assets/" + assets.stamp() + "/";
        return RouterFunctions.route()
                .route(get("/"), request -> page(request, start, assets))
                .route(get("/graphiql"), request -> page(request, explorer, assets))
                .route(get(below + QUERIES), request -> kept(MediaType.APPLICATION_JSON, json))
                .route(
                        get(below + "{name}").and(request -> assets.serves(request.pathVariable("name"))),
                        request -> file(request.pathVariable("name"), assets))
                .build();
    }

    private static RequestPredicate get(String path) {
        return methods(HttpMethod.GET, HttpMethod.HEAD).and(path(path));
    }

    private static Mono<ServerResponse> page(ServerRequest request, String html, Assets assets) {
        Optional<String> held = EntityTags.held(request.headers().asHttpHeaders(), assets.stamp());
        return held.isPresent()
                ? ServerResponse.status(HttpStatus.NOT_MODIFIED)
                        .cacheControl(ASK)
                        .eTag(held.get())
                        .build()
                : ServerResponse.ok()
                        .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
                        .cacheControl(ASK)
                        .eTag(EntityTags.of(assets.stamp()))
                        .bodyValue(html.replace("{{stamp}}", assets.stamp()));
    }

    private static Mono<ServerResponse> file(String name, Assets assets) {
        return kept(MediaTypeFactory.getMediaType(name).orElseThrow(), assets.file(name));
    }

    private static Mono<ServerResponse> kept(MediaType type, Object body) {
        return ServerResponse.ok().contentType(type).cacheControl(KEEP).bodyValue(body);
    }

    /** The page with this name, its places still empty. */
    static String template(String name) {
        try {
            return new ClassPathResource("graphiql/" + name).getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

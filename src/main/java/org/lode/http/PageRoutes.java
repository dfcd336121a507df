package org.lode.http;

import static org.springframework.web.reactive.function.server.RequestPredicates.methods;
import static org.springframework.web.reactive.function.server.RequestPredicates.path;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.lode.http.Views.StartRequests.StartQuery;
import org.lode.http.Views.View;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Serves the views of the explorer, the page for developers, GraphiQL, and the files that they load.
 *
 * <p>All views are one page, whose script reads the address. The address of a view with {@code .json}, {@code .csv},
 * {@code .jsonl} or {@code .parquet} behind its path redirects to the view's data.
 */
@Configuration(proxyBeanMethods = false)
class PageRoutes {
    private static final CacheControl REVALIDATED = CacheControl.noCache();
    private static final CacheControl IMMUTABLE =
            CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();
    private static final List<String> FILES = List.of("csv", "jsonl", "parquet");

    @Bean
    RouterFunction<ServerResponse> pages(WebFiles files, Views views) {
        List<StartQuery> queries = StartQuery.all(files);
        String explorer = filled(files, "index.html").replace("{{preloads}}", preloads(files));
        String developers = filled(files, "developers.html")
                .replace("{{cards}}", queries.stream().map(StartQuery::card).collect(Collectors.joining()));
        String graphiql = filled(files, "graphiql.html");
        RouterFunctions.Builder routes = RouterFunctions.route()
                .route(get("/developers"), request -> page(request, developers, false, files))
                .route(get("/graphiql"), request -> page(request, graphiql, false, files));
        for (View view : views.all()) {
            routes.route(get(view.path()), request -> page(request, explorer, isEmbedded(request), files));
            String name = "/" + view.name();
            routes.route(get(name + ".json"), request -> redirect(request, view::data));
            for (String format : FILES) {
                routes.route(get(name + "." + format), request -> redirect(request, given -> view.rows(format, given)));
            }
        }
        byte[] json = JsonMapper.shared().writeValueAsBytes(queries);
        String assets = "/assets/" + files.stamp() + "/";
        routes.route(get(assets + "queries.json"), request -> kept(MediaType.APPLICATION_JSON, json));
        routes.route(
                get(assets + "{*name}"),
                request -> file(request.pathVariable("name").substring(1), files));
        return routes.build();
    }

    private static String filled(WebFiles files, String page) {
        return files.text(page).replace("{{stamp}}", files.stamp());
    }

    /** Returns links to the modules that every view imports, so that browsers load them in parallel. */
    private static String preloads(WebFiles files) {
        return files.names().stream()
                .filter(name ->
                        name.matches("(lib|vendor/lit-html)/[a-z-]+\\.js|vendor/lit-html/directives/[a-z-]+\\.js"))
                .map(name -> "  <link rel=\"modulepreload\" href=\"assets/%s/%s\">\n".formatted(files.stamp(), name))
                .collect(Collectors.joining());
    }

    static RequestPredicate get(String path) {
        return methods(HttpMethod.GET, HttpMethod.HEAD).and(path(path));
    }

    private static boolean isEmbedded(ServerRequest request) {
        return request.queryParam("embed").filter("1"::equals).isPresent();
    }

    private static Mono<ServerResponse> page(ServerRequest request, String html, boolean embedded, WebFiles files) {
        SecurityHeaders.setPage(request.exchange().getResponse().getHeaders(), embedded);
        return FileRoutes.unlessCurrent(
                request,
                files.stamp(),
                headers -> headers.setCacheControl(REVALIDATED),
                ok -> ok.contentType(WebFiles.HTML).bodyValue(html));
    }

    /** Redirects to data. Pages of any site may follow, and may read the reason when there is no data. */
    private static Mono<ServerResponse> redirect(
            ServerRequest request, Function<MultiValueMap<String, String>, URI> address) {
        request.exchange().getResponse().getHeaders().setAccessControlAllowOrigin("*");
        return ServerResponse.temporaryRedirect(address.apply(request.queryParams()))
                .cacheControl(REVALIDATED)
                .build();
    }

    private static Mono<ServerResponse> file(String name, WebFiles files) {
        return files.loaded(name)
                .map(bytes -> kept(WebFiles.type(name), bytes))
                .orElseGet(() -> ServerResponse.notFound().build());
    }

    private static Mono<ServerResponse> kept(MediaType type, byte[] body) {
        return ServerResponse.ok().contentType(type).cacheControl(IMMUTABLE).bodyValue(body);
    }
}

package org.lode.cite;

import org.lode.model.Failure.BadRequest;
import org.lode.model.Failure.Code;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** What is served at {@code /q} and below: queries that can be cited. */
@Configuration(proxyBeanMethods = false)
class CitationRoutes {
    private static final String ASK = "/q";
    private static final String QUERY = "/q/{id}";
    private static final String DATA = "/q/{id}/data";

    @Bean
    RouterFunction<ServerResponse> citations(CitationEndpoint endpoint) {
        return RouterFunctions.route()
                .POST(ASK, endpoint::cite)
                .build()
                .and(others(ASK, "POST, OPTIONS"))
                .and(reading(QUERY, endpoint::show))
                .and(reading(DATA, endpoint::data));
    }

    private static RouterFunction<ServerResponse> reading(String path, HandlerFunction<ServerResponse> answer) {
        return RouterFunctions.route()
                .GET(path, answer)
                .HEAD(path, answer)
                .build()
                .and(others(path, "GET, HEAD, OPTIONS"));
    }

    private static RouterFunction<ServerResponse> others(String path, String methods) {
        return RouterFunctions.route()
                .OPTIONS(
                        path,
                        request -> ServerResponse.noContent()
                                .header(HttpHeaders.ALLOW, methods)
                                .build())
                .route(RequestPredicates.path(path), request -> refuse(request, methods))
                .build();
    }

    private static Mono<ServerResponse> refuse(ServerRequest request, String methods) {
        request.exchange().getResponse().getHeaders().set(HttpHeaders.ALLOW, methods);
        return CitationProblems.answer(
                request, new BadRequest(Code.METHOD_NOT_ALLOWED, "method", request.method(), "one of " + methods));
    }
}

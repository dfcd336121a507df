package org.lode.http;

import java.util.Map;
import org.lode.model.Failure.BadRequest;
import org.lode.model.Failure.Code;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.server.support.WebSocketUpgradeHandlerPredicate;
import reactor.core.publisher.Mono;

/** Routes of {@code /graphql} beside {@link GraphQlEndpoint}. They come before the route of Spring for GraphQL. */
@Configuration(proxyBeanMethods = false)
class Routes {
    private static final String PATH = "/graphql";
    private static final String METHODS = "GET, HEAD, POST, OPTIONS";

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    RouterFunction<ServerResponse> graphQlOverHttp(EventStream events) {
        return RouterFunctions.route()
                .GET(PATH, Routes::wantsEvents, events::answer)
                .POST(PATH, Routes::wantsEvents, events::answer)
                .OPTIONS(PATH, request -> methods())
                .route(RequestPredicates.path(PATH), Routes::refuse)
                .build();
    }

    /** Comes before the routes, which take no WebSocket. */
    @Bean
    HandlerMapping graphQlOverWebSocket(WebSocketEndpoint endpoint) {
        SimpleUrlHandlerMapping mapping = new SimpleUrlHandlerMapping(Map.of(PATH, endpoint), -2);
        mapping.setHandlerPredicate(new WebSocketUpgradeHandlerPredicate());
        return mapping;
    }

    private static boolean wantsEvents(ServerRequest request) {
        return MediaTypes.events(request.headers().asHttpHeaders());
    }

    private static Mono<ServerResponse> methods() {
        return ServerResponse.noContent().header(HttpHeaders.ALLOW, METHODS).build();
    }

    private static Mono<ServerResponse> refuse(ServerRequest request) {
        HttpMethod method = request.method();
        request.exchange().getResponse().getHeaders().set(HttpHeaders.ALLOW, METHODS);
        return AnswerWriter.refuse(
                request, new BadRequest(Code.METHOD_NOT_ALLOWED, "method", method, "one of " + METHODS));
    }
}

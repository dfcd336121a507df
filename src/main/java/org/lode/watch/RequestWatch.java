package org.lode.watch;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Measures each GraphQL request over HTTP until its answer is sent, and tells the figures and the access log. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class RequestWatch implements WebFilter {
    private static final String PATH = "/graphql";

    private final Figures figures;
    private final AccessLog log;

    RequestWatch(Figures figures, AccessLog log) {
        this.figures = figures;
        this.log = log;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return asks(exchange.getRequest()) ? watched(exchange, chain) : chain.filter(exchange);
    }

    /** Whether this is a question; a WebSocket holds many and lasts for hours. */
    private static boolean asks(ServerHttpRequest request) {
        HttpMethod method = request.getMethod();
        return request.getPath().pathWithinApplication().value().equals(PATH)
                && (method.equals(HttpMethod.POST) || method.equals(HttpMethod.GET))
                && !"websocket".equalsIgnoreCase(request.getHeaders().getFirst(HttpHeaders.UPGRADE));
    }

    private Mono<Void> watched(ServerWebExchange exchange, WebFilterChain chain) {
        OperationWatch.Seen seen = new OperationWatch.Seen();
        CountedResponse response = new CountedResponse(exchange.getResponse());
        long start = System.nanoTime();
        return chain.filter(exchange.mutate().response(response).build())
                .contextWrite(context -> context.put(OperationWatch.Seen.class, seen))
                .doOnSuccess(done ->
                        tell(exchange, Answered.since(start, seen.or(exchange), status(response), response.bytes())))
                .doOnError(thrown ->
                        tell(exchange, Answered.since(start, seen.or(exchange), status(thrown), response.bytes())))
                .doOnCancel(() ->
                        tell(exchange, Answered.since(start, seen.or(exchange), Answered.CANCELLED, response.bytes())));
    }

    private void tell(ServerWebExchange exchange, Answered answered) {
        figures.count(answered);
        log.write(exchange.getRequest(), answered);
    }

    private static int status(ServerHttpResponse response) {
        HttpStatusCode status = response.getStatusCode();
        return status == null ? 200 : status.value();
    }

    /** The status of the answer that will be made of a failure. */
    private static int status(Throwable thrown) {
        return thrown instanceof ErrorResponse known ? known.getStatusCode().value() : 500;
    }
}

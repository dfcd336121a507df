package org.lode.http;

import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Keeps the management port to what it is for.
 *
 * <p>Its context is a child of Lode's own and finds all routes of its parent, those for the public too.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ManagementPort implements WebFilter {
    private final ApplicationContext own;
    private final String path;

    ManagementPort(ApplicationContext own, WebEndpointProperties endpoints) {
        this.own = own;
        this.path = endpoints.getBasePath();
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String asked = exchange.getRequest().getPath().value();
        if (own.equals(exchange.getApplicationContext()) || asked.startsWith(path)) {
            return chain.filter(exchange);
        }
        exchange.getResponse().setStatusCode(HttpStatus.NOT_FOUND);
        return exchange.getResponse().setComplete();
    }
}

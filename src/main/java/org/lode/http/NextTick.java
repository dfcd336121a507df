package org.lode.http;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Has every request answered apart from the thread that reads it.
 *
 * <p>Reactor Netty 1.3.6 stops reading a connection for good when a request that waited in line there is answered while it is
 * being taken out of the line (reactor/reactor-netty #4361), as answers that are kept, refused or not modified are.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class NextTick implements WebFilter {

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return Mono.defer(() -> chain.filter(exchange)).subscribeOn(Schedulers.parallel());
    }
}

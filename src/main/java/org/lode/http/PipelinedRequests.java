package org.lode.http;

import io.netty.channel.EventLoop;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Answers each request apart from the call that reads it.
 *
 * <p>Reactor Netty 1.3.6 stops reading a connection when it answers a pipelined request while it takes the request out of its
 * queue (reactor/reactor-netty #4361). Cached, refused and 304 responses do that.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class PipelinedRequests implements WebFilter {
    /** Answers what comes to the routes, on another thread. */
    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return Mono.defer(() -> chain.filter(exchange)).subscribeOn(Schedulers.parallel());
    }

    /** Answers a request on its event loop, after the event loop has read everything that it is reading. */
    static Mono<Void> afterReading(ServerHttpRequest request, Mono<Void> answer) {
        EventLoop loop = eventLoop(request);
        return Mono.create(
                sink -> loop.execute(() -> sink.onCancel(answer.subscribe(null, sink::error, sink::success))));
    }

    static EventLoop eventLoop(ServerHttpRequest request) {
        AtomicReference<EventLoop> loop = new AtomicReference<>();
        ServerHttpRequestDecorator.<HttpServerRequest>getNativeRequest(request)
                .withConnection(connection -> loop.set(connection.channel().eventLoop()));
        return Objects.requireNonNull(loop.get());
    }
}

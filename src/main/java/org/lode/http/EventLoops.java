package org.lode.http;

import io.netty.channel.EventLoop;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.netty.http.server.HttpServerRequest;

/** The threads that read and write connections. */
public final class EventLoops {
    private EventLoops() {}

    /** Returns the event loop of the connection that a request came over. */
    public static EventLoop of(ServerHttpRequest request) {
        AtomicReference<EventLoop> loop = new AtomicReference<>();
        ServerHttpRequestDecorator.<HttpServerRequest>getNativeRequest(request)
                .withConnection(connection -> loop.set(connection.channel().eventLoop()));
        return Objects.requireNonNull(loop.get());
    }
}

package org.lode.http;

import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A response that counts the bytes of its body. */
final class CountedResponse extends ServerHttpResponseDecorator {
    private final AtomicLong bytes = new AtomicLong();

    CountedResponse(ServerHttpResponse response) {
        super(response);
    }

    long bytes() {
        return bytes.get();
    }

    @Override
    public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
        // A Mono stays one: the length of its only buffer becomes the header Content-Length.
        return super.writeWith(
                body instanceof Mono<? extends DataBuffer> one
                        ? one.doOnNext(this::count)
                        : Flux.from(body).doOnNext(this::count));
    }

    @Override
    public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
        return super.writeAndFlushWith(
                Flux.from(body).map(part -> Flux.from(part).doOnNext(this::count)));
    }

    private void count(DataBuffer buffer) {
        bytes.addAndGet(buffer.readableByteCount());
    }
}

package org.lode.http;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.OperationRequest.RequestNote;
import org.reactivestreams.Publisher;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.AbstractServerHttpRequest;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Measures time and bytes of each GraphQL request over HTTP until its response is sent, and writes the access log. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class RequestMetrics implements HttpHandlerDecoratorFactory {
    /** Stands for the status when the client went away before a status was sent. */
    private static final int CANCELLED = 499;

    private final AccessLog log;
    private final OperationNames names = new OperationNames();
    private final MeterProvider<Timer> time;
    private final MeterProvider<DistributionSummary> bytes;

    RequestMetrics(MeterRegistry registry, AccessLog log) {
        this.log = log;
        time = Timer.builder("lode.graphql.requests")
                .description("GraphQL requests over HTTP and how long they took.")
                .withRegistry(registry);
        bytes = DistributionSummary.builder("lode.graphql.response")
                .baseUnit("bytes")
                .description("Bodies of answers, as they were sent.")
                .withRegistry(registry);
    }

    @Override
    public HttpHandler apply(HttpHandler handler) {
        return (request, response) -> {
            // A WebSocket is not measured: it has many operations and lasts for hours.
            String upgrade = request.getHeaders().getUpgrade();
            boolean measured = !"websocket".equalsIgnoreCase(upgrade) && GraphQlEndpoint.isOfGraphQl(request);
            return measured ? measured(handler, request, response) : handler.handle(request, response);
        };
    }

    private Mono<Void> measured(HttpHandler handler, ServerHttpRequest request, ServerHttpResponse response) {
        // Requests have no attributes before Spring's routing, which replaces these.
        Map<String, Object> attributes = new ConcurrentHashMap<>();
        ((AbstractServerHttpRequest) request).setAttributesSupplier(() -> attributes);
        CountedResponse counted = new CountedResponse(response);
        long start = System.nanoTime();
        IntConsumer end = status -> record(request, start, status, counted.bytes.get());
        return handler.handle(request, counted)
                .doOnSuccess(sent -> {
                    HttpStatusCode status = response.getStatusCode();
                    end.accept(status == null ? 200 : status.value());
                })
                .doOnError(thrown -> end.accept(500))
                .doOnCancel(() -> end.accept(CANCELLED));
    }

    private void record(ServerHttpRequest request, long start, int status, long length) {
        RequestNote note = RequestNote.of(request.getAttributes());
        long nanos = System.nanoTime() - start;
        RequestNote.Ran ran = note.ran();
        // The code of the first error, else what the status says.
        String byStatus = status == CANCELLED ? "cancelled" : status < 400 ? "ok" : "http_" + status;
        String outcome = ran == null || ran.code() == null ? byStatus : ran.code();
        RequestNote.Asked asked = note.asked();
        String name = asked == null ? OperationNames.OTHER : names.counted(asked.name(), outcome.equals("ok"));
        time.withTags("operation", name, "outcome", outcome).record(nanos, TimeUnit.NANOSECONDS);
        bytes.withTags("operation", name).record((double) length);
        log.write(request, note, status, nanos, length);
    }

    /** The names of operations that have metrics of their own. Clients choose names, so their number is limited. */
    static final class OperationNames {
        static final String ANONYMOUS = "anonymous";
        static final String OTHER = "other";
        static final int MOST = 100;

        private final Set<String> known = new HashSet<>();

        /** Returns the name to count under. A new name is added while there is room, and only by a successful request. */
        synchronized String counted(@Nullable String name, boolean succeeded) {
            if (name == null) {
                return ANONYMOUS;
            }
            if (succeeded && known.size() < MOST && name.length() <= 64) {
                known.add(name);
            }
            return known.contains(name) ? name : OTHER;
        }
    }

    private static final class CountedResponse extends ServerHttpResponseDecorator {
        private final AtomicLong bytes = new AtomicLong();

        CountedResponse(ServerHttpResponse response) {
            super(response);
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
}

package org.lode.http;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.OperationRequest.RequestNote;
import org.reactivestreams.Publisher;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
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
        return (request, response) ->
                isMeasured(request) ? measured(handler, request, response) : handler.handle(request, response);
    }

    /** A WebSocket is not measured: it has many operations and lasts for hours. */
    private static boolean isMeasured(ServerHttpRequest request) {
        return GraphQlEndpoint.isOfGraphQl(request)
                && !"websocket".equalsIgnoreCase(request.getHeaders().getFirst(HttpHeaders.UPGRADE));
    }

    private Mono<Void> measured(HttpHandler handler, ServerHttpRequest request, ServerHttpResponse response) {
        RequestWithAttributes noted = new RequestWithAttributes(request);
        CountedResponse counted = new CountedResponse(response);
        long start = System.nanoTime();
        return handler.handle(noted, counted)
                .doOnSuccess(sent -> record(
                        noted,
                        start,
                        Objects.requireNonNullElse(response.getStatusCode(), HttpStatus.OK)
                                .value(),
                        counted.bytes.get()))
                .doOnError(thrown -> record(noted, start, 500, counted.bytes.get()))
                .doOnCancel(() -> record(noted, start, CANCELLED, counted.bytes.get()));
    }

    private void record(ServerHttpRequest request, long start, int status, long length) {
        RequestNote note = RequestNote.of(request.getAttributes());
        long nanos = System.nanoTime() - start;
        String outcome = outcome(note.ran(), status);
        RequestNote.Asked asked = note.asked();
        String name = asked == null ? OperationNames.OTHER : names.counted(asked.name(), outcome.equals("ok"));
        time.withTags("operation", name, "outcome", outcome).record(nanos, TimeUnit.NANOSECONDS);
        bytes.withTags("operation", name).record((double) length);
        log.write(request, note, status, nanos, length);
    }

    /** Returns {@code ok}, the code of the first error, or the status where there is no such code. */
    private static String outcome(RequestNote.@Nullable Ran ran, int status) {
        return ran != null && ran.code() != null
                ? ran.code()
                : status == CANCELLED ? "cancelled" : status < 400 ? "ok" : "http_" + status;
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

    /** Adds attributes, which requests do not have before Spring's routing. */
    private static final class RequestWithAttributes extends ServerHttpRequestDecorator {
        private final Map<String, Object> attributes = new ConcurrentHashMap<>();

        RequestWithAttributes(ServerHttpRequest request) {
            super(request);
        }

        @Override
        public Map<String, Object> getAttributes() {
            return attributes;
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

package org.lode.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.lode.graphql.RequestNote;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Measures each GraphQL request over HTTP until its answer is sent, for the metrics and the access log. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class RequestWatch implements HttpHandlerDecoratorFactory {
    private static final String PATH = "/graphql";

    private final Figures figures;
    private final AccessLog log;

    RequestWatch(Figures figures, AccessLog log) {
        this.figures = figures;
        this.log = log;
    }

    @Override
    public HttpHandler apply(HttpHandler handler) {
        return (request, response) ->
                isMeasured(request) ? measured(handler, request, response) : handler.handle(request, response);
    }

    /** A WebSocket is not measured: it holds many operations and lasts for hours. */
    private static boolean isMeasured(ServerHttpRequest request) {
        HttpMethod method = request.getMethod();
        return PATH.equals(request.getURI().getRawPath())
                && (HttpMethod.POST.equals(method) || HttpMethod.GET.equals(method) || HttpMethod.HEAD.equals(method))
                && !"websocket".equalsIgnoreCase(request.getHeaders().getFirst(HttpHeaders.UPGRADE));
    }

    private Mono<Void> measured(HttpHandler handler, ServerHttpRequest request, ServerHttpResponse response) {
        NotedRequest noted = new NotedRequest(request);
        CountedResponse counted = new CountedResponse(response);
        long start = System.nanoTime();
        return handler.handle(noted, counted)
                .doOnSuccess(sent -> note(noted, start, status(response), counted.bytes()))
                .doOnError(thrown -> note(noted, start, 500, counted.bytes()))
                .doOnCancel(() -> note(noted, start, Answered.CANCELLED, counted.bytes()));
    }

    /** A request with attributes, which Spring's lowest handlers do not give it. */
    private static final class NotedRequest extends ServerHttpRequestDecorator {
        private final Map<String, Object> attributes = new ConcurrentHashMap<>();

        NotedRequest(ServerHttpRequest request) {
            super(request);
        }

        @Override
        public Map<String, Object> getAttributes() {
            return attributes;
        }
    }

    private void note(ServerHttpRequest request, long start, int status, long bytes) {
        RequestNote note = RequestNote.of(request.getAttributes());
        Answered answered = new Answered(note.asked(), note.ran(), status, System.nanoTime() - start, bytes);
        figures.count(answered);
        log.write(request, answered);
    }

    private static int status(ServerHttpResponse response) {
        HttpStatusCode status = response.getStatusCode();
        return status == null ? 200 : status.value();
    }
}

package org.lode.http;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.Clients;
import org.lode.graphql.ForwardedHeaders;
import org.lode.graphql.Operation;
import org.lode.graphql.OperationRequest.RequestNote;
import org.lode.graphql.OperationResult;
import org.lode.graphql.OperationRunner;
import org.lode.graphql.Operations;
import org.lode.http.AnswerWriter.Answer;
import org.lode.http.AnswerWriter.Freshness;
import org.lode.http.AnswerWriter.Response;
import org.lode.http.ParsedRequests.Parsed;
import org.lode.model.Failure.BadRequest;
import org.lode.model.Failure.Code;
import org.lode.release.Releases;
import org.lode.store.ReleaseStore;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.server.support.WebSocketUpgradeHandlerPredicate;
import org.springframework.web.server.adapter.HttpWebHandlerAdapter;
import reactor.core.publisher.Mono;

/**
 * Answers GraphQL over HTTP: GET, HEAD and POST at {@code /graphql}.
 *
 * <p>It decorates Spring's lowest handler, since the filters and mappings of WebFlux take longer than a cached response. Other
 * methods, events and WebSockets go on to the routes. The entity tag of a response is known before the operation runs
 * ({@link ETags}), so 304 costs no execution.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
record GraphQlEndpoint(
        ApplicationContext own,
        RequestReader reader,
        ParsedRequests requests,
        Operations operations,
        OperationRunner runner,
        Clients clients,
        ForwardedHeaders forwarded,
        ReleaseStore releases,
        ResponseCache cache)
        implements HttpHandlerDecoratorFactory {
    private static final String PATH = "/graphql";

    /** Is also called for the management port, which serves no GraphQL. */
    @Override
    public HttpHandler apply(HttpHandler routes) {
        boolean ofLode = routes instanceof HttpWebHandlerAdapter adapter && own.equals(adapter.getApplicationContext());
        return ofLode
                ? (request, response) -> isQuery(request)
                        ? PipelinedRequests.afterReading(request, Mono.defer(() -> handle(request, response)))
                        : routes.handle(request, response)
                : routes;
    }

    /** Returns whether a request may be one of GraphQL over HTTP, by its path and method. */
    static boolean isOfGraphQl(ServerHttpRequest request) {
        HttpMethod method = request.getMethod();
        return PATH.equals(request.getURI().getRawPath())
                && (HttpMethod.POST.equals(method) || HttpMethod.GET.equals(method) || HttpMethod.HEAD.equals(method));
    }

    private static boolean isQuery(ServerHttpRequest request) {
        return isOfGraphQl(request)
                && !"websocket".equalsIgnoreCase(request.getHeaders().getUpgrade())
                && !MediaTypes.events(request.getHeaders());
    }

    private Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
        SecurityHeaders.setOpen(response.getHeaders());
        return Mono.defer(() -> respond(request, response))
                .onErrorResume(thrown -> Mono.just(Response.of(AnswerWriter.refusal(request, thrown), null, Map.of())))
                .flatMap(made -> {
                    byte[] body = made.prepare(request, response);
                    Compression.tag(response.getHeaders());
                    return AnswerWriter.send(response, body);
                });
    }

    private Mono<Response> respond(ServerHttpRequest request, ServerHttpResponse response) {
        MediaType type = MediaTypes.answering(request.getHeaders());
        return reader.text(request, response).flatMap(text -> respond(read(request, type, text)));
    }

    /**
     * A request that was read.
     *
     * @param type of the response
     * @param valid null when the operation cannot run
     */
    private record Exchange(
            ServerHttpRequest request,
            MediaType type,
            GraphQlRequest read,
            @Nullable Parsed valid) {}

    private Exchange read(ServerHttpRequest request, MediaType type, String text) {
        Parsed known = requests.find(text);
        GraphQlRequest read = known != null ? known.request() : reader.parse(request, text);
        Optional<Operation> operation = known != null
                ? Optional.empty()
                : operations.find(read.document(), read.operationName(), read.variables());
        RequestNote.of(request.getAttributes()).asked(read.operationName(), read.document());
        if (operation.isPresent()) {
            operation.get().requireQuery();
            known = requests.keep(text, read, operation.get(), operations.pinned(operation.get()));
        }
        if (known != null) {
            reader.keep(read);
        }
        return new Exchange(request, type, read, known);
    }

    private Mono<Response> respond(Exchange exchange) {
        Releases now = releases.now();
        return now != null
                ? respond(exchange, now)
                : releases.current()
                        // The operation fails with the reason why there are no releases.
                        .onErrorReturn(Releases.NONE)
                        .flatMap(known -> respond(exchange, known));
    }

    private Mono<Response> respond(Exchange exchange, Releases known) {
        if (exchange.valid() == null
                || exchange.read().dryRun()
                || known.entries().isEmpty()) {
            return run(exchange, known, null);
        }
        ServerHttpRequest request = exchange.request();
        Freshness fresh = requests.freshness(
                exchange.valid(),
                exchange.type(),
                known,
                forwarded.prefix(request.getHeaders(), request.getRemoteAddress()));
        Optional<String> held = AnswerWriter.held(request, fresh);
        if (held.isPresent()) {
            return Mono.just(Response.notModified(held.get(), fresh, Map.of()));
        }
        Answer kept = cache.get(fresh.name());
        return kept != null ? Mono.just(Response.of(kept, fresh, Map.of())) : run(exchange, known, fresh);
    }

    private Mono<Response> run(Exchange exchange, Releases known, @Nullable Freshness fresh) {
        ServerHttpRequest request = exchange.request();
        Clients.Client client = clients.of(request.getHeaders(), request.getRemoteAddress());
        return runner.run(exchange.read()
                        .operation(request.getId(), client, known.entries().isEmpty() ? null : known, null))
                .map(result -> respond(exchange, result, fresh));
    }

    private Response respond(Exchange exchange, OperationResult result, @Nullable Freshness fresh) {
        RequestNote.of(exchange.request().getAttributes()).ran(result.note());
        Answer answer = AnswerWriter.answer(result, exchange.type());
        boolean good = result.errors().isEmpty() && result.data() != null;
        if (good && fresh != null) {
            cache.put(fresh.name(), answer);
        }
        return Response.of(answer, good ? fresh : null, result.headers());
    }

    /** The routes of {@code /graphql} for events, WebSockets and other methods. They precede Spring's own route for GraphQL. */
    @Configuration(proxyBeanMethods = false)
    static class Routes {
        private static final String METHODS = "GET, HEAD, POST, OPTIONS";

        @Bean
        @Order(Ordered.HIGHEST_PRECEDENCE)
        RouterFunction<ServerResponse> graphQlOverHttp(EventStream events) {
            RequestPredicate wanted =
                    request -> MediaTypes.events(request.headers().asHttpHeaders());
            return RouterFunctions.route()
                    .GET(PATH, wanted, events::answer)
                    .POST(PATH, wanted, events::answer)
                    .add(FileRoutes.otherMethods(PATH, METHODS, Routes::refuse))
                    .build();
        }

        private static Mono<ServerResponse> refuse(ServerRequest request) {
            return AnswerWriter.refuse(
                    request, new BadRequest(Code.METHOD_NOT_ALLOWED, "method", request.method(), "one of " + METHODS));
        }

        /** Precedes the routes, which do not accept WebSockets. */
        @Bean
        HandlerMapping graphQlOverWebSocket(WebSocketEndpoint endpoint) {
            SimpleUrlHandlerMapping mapping = new SimpleUrlHandlerMapping(Map.of(PATH, endpoint), -2);
            mapping.setHandlerPredicate(new WebSocketUpgradeHandlerPredicate());
            return mapping;
        }
    }
}

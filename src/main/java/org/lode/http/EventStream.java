package org.lode.http;

import graphql.ExecutionResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.lode.graphql.Clients;
import org.lode.graphql.Clients.Client;
import org.lode.graphql.GraphQlErrors;
import org.lode.graphql.OperationRequest.RequestNote;
import org.lode.graphql.OperationResult;
import org.lode.graphql.OperationRunner;
import org.lode.graphql.Operations;
import org.lode.http.AnswerWriter.Answer;
import org.lode.http.AnswerWriter.Response;
import org.reactivestreams.Publisher;
import org.springframework.boot.graphql.autoconfigure.GraphQlProperties;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers an operation as server-sent events, one connection each (GraphQL over SSE, distinct connections mode).
 *
 * <p>An error that would have status 200 as JSON is an event {@code next}, as the protocol requires: an {@code EventSource}
 * ignores responses of another type. All other errors are JSON with their status, so that clients wait before they reconnect.
 */
@Component
record EventStream(
        RequestReader reader,
        Operations operations,
        OperationRunner runner,
        Clients clients,
        GraphQlProperties properties) {
    /** A comment, which clients ignore. It flushes the headers, and keeps the connection open in proxies. */
    private static final ServerSentEvent<String> BEAT =
            ServerSentEvent.<String>builder().comment("").build();

    private static final String COMPLETE = "complete";

    /** Answers a GET or POST with events, or with an error when the request is malformed. */
    Mono<ServerResponse> answer(ServerRequest route) {
        ServerHttpRequest request = route.exchange().getRequest();
        return Mono.defer(() -> reader.read(request, route.exchange().getResponse()))
                .flatMap(read -> run(request, read))
                .onErrorResume(thrown -> write(AnswerWriter.refusal(request, thrown), Map.of()));
    }

    private Mono<ServerResponse> run(ServerHttpRequest request, GraphQlRequest read) {
        RequestNote note = RequestNote.of(request.getAttributes());
        note.asked(read.operationName(), read.document());
        operations.find(read.document(), read.operationName(), read.variables()).ifPresent(good -> reader.keep(read));
        Client client = clients.of(request.getHeaders(), request.getRemoteAddress());
        return runner.run(read.operation(request.getId(), client))
                .doOnNext(result -> note.ran(result.note()))
                .flatMap(result -> answer(request, result));
    }

    private Mono<ServerResponse> answer(ServerHttpRequest request, OperationResult result) {
        return result.result().getData() instanceof Publisher<?>
                ? stream(
                        results(result)
                                .onErrorResume(thrown -> Mono.just(Map.of(
                                        "errors",
                                        List.of(GraphQlErrors.of(thrown, request.getId())
                                                .toSpecification()))))
                                .map(JsonMapper.shared()::writeValueAsString),
                        headers(result))
                : write(AnswerWriter.answer(result, MediaTypes.LEGACY), headers(result));
    }

    private static Map<String, String> headers(OperationResult result) {
        Map<String, String> headers = new LinkedHashMap<>(result.headers());
        if (result.release() != null) {
            headers.put(AnswerWriter.RELEASE, result.release().version());
        }
        return headers;
    }

    /** Returns the result of a query, or the results of a subscription. */
    @SuppressWarnings("unchecked")
    static Flux<Map<String, Object>> results(OperationResult result) {
        return result.result().getData() instanceof Publisher<?> results
                ? Flux.from((Publisher<ExecutionResult>) results).map(ExecutionResult::toSpecification)
                : Flux.just(result.toSpecification());
    }

    private Mono<ServerResponse> write(Answer answer, Map<String, String> headers) {
        return answer.status().equals(HttpStatus.OK)
                ? stream(Flux.just(new String(answer.bytes(), StandardCharsets.UTF_8)), headers)
                : Response.of(answer, null, headers).ofRoute();
    }

    private Mono<ServerResponse> stream(Flux<String> results, Map<String, String> headers) {
        Flux<ServerSentEvent<String>> events = results.map(
                        result -> ServerSentEvent.builder(result).event("next").build())
                // An EventSource ignores an event without the field.
                .concatWithValues(ServerSentEvent.builder("").event(COMPLETE).build());
        Duration keepAlive =
                Objects.requireNonNull(properties.getHttp().getSse().getKeepAlive());
        Flux<ServerSentEvent<String>> beats =
                Flux.interval(keepAlive).onBackpressureDrop().map(beat -> BEAT);
        return ServerResponse.ok()
                .contentType(MediaType.TEXT_EVENT_STREAM)
                .cacheControl(CacheControl.noStore())
                // Turns off buffering in nginx.
                .header("X-Accel-Buffering", "no")
                .headers(sent -> headers.forEach(sent::set))
                .body(BodyInserters.fromServerSentEvents(events.mergeWith(beats)
                        .takeUntil(event -> COMPLETE.equals(event.event()))
                        .startWith(BEAT)));
    }
}

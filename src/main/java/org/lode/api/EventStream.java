package org.lode.api;

import graphql.ExecutionResult;
import graphql.GraphqlErrorBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.lode.operation.EngineRequests;
import org.lode.operation.Operations;
import org.lode.operation.Question;
import org.reactivestreams.Publisher;
import org.springframework.boot.graphql.autoconfigure.GraphQlProperties;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
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
 * <p>As that protocol asks, an error that would have status 200 as JSON is an event {@code next}, since an {@code EventSource}
 * shows its page nothing of a response with another type. All other errors are JSON with their status, so that clients wait
 * before they connect again.
 */
@Component
final class EventStream {
    private static final JsonMapper JSON = JsonMapper.shared();
    /** A comment, which clients ignore: it sends the headers, and shows proxies that the connection is in use. */
    private static final ServerSentEvent<String> BEAT =
            ServerSentEvent.<String>builder().comment("").build();

    private static final String COMPLETE = "complete";

    private final RequestReader reader;
    private final Operations operations;
    private final WebGraphQlHandler engine;
    private final Duration keepAlive;

    EventStream(RequestReader reader, Operations operations, WebGraphQlHandler engine, GraphQlProperties properties) {
        this.reader = reader;
        this.operations = operations;
        this.engine = engine;
        this.keepAlive = Objects.requireNonNull(properties.getHttp().getSse().getKeepAlive());
    }

    /** The events of a GET or POST; a request that cannot be read is told what it should have been. */
    Mono<ServerResponse> answer(ServerRequest request) {
        return reader.read(request)
                .flatMap(asked -> run(request, asked))
                .onErrorResume(thrown -> write(request, AnswerWriter.refusal(request, thrown), new HttpHeaders()));
    }

    private Mono<ServerResponse> run(ServerRequest request, Asked asked) {
        new Question(asked.operationName(), asked.document()).note(request.attributes());
        operations
                .find(asked.document(), asked.operationName(), asked.variables())
                .ifPresent(good -> reader.keep(asked));
        return engine.handleRequest(EngineRequests.of(
                        request, asked.document(), asked.operationName(), asked.variables(), asked.extensions()))
                .flatMap(response -> answer(request, response));
    }

    private Mono<ServerResponse> answer(ServerRequest request, WebGraphQlResponse response) {
        HttpHeaders headers = response.getResponseHeaders();
        return response.getData() instanceof Publisher<?>
                ? stream(
                        results(response)
                                .onErrorResume(thrown -> Mono.just(failed(
                                        thrown, request.exchange().getRequest().getId())))
                                .map(JSON::writeValueAsString),
                        headers)
                : write(request, AnswerWriter.answer(response, MediaTypes.LEGACY), headers);
    }

    /** The result of a query, or the results of a subscription as they come. */
    @SuppressWarnings("unchecked")
    static Flux<Map<String, Object>> results(WebGraphQlResponse response) {
        return response.getData() instanceof Publisher<?> results
                ? Flux.from((Publisher<ExecutionResult>) results).map(ExecutionResult::toSpecification)
                : Flux.just(response.toMap());
    }

    private static Map<String, Object> failed(Throwable thrown, String id) {
        return Map.of(
                "errors",
                List.of(Errors.of(thrown, id, GraphqlErrorBuilder.newError()).toSpecification()));
    }

    private Mono<ServerResponse> write(ServerRequest request, Answer answer, HttpHeaders headers) {
        return answer.status().equals(HttpStatus.OK)
                ? stream(Flux.just(new String(answer.bytes(), StandardCharsets.UTF_8)), headers)
                : AnswerWriter.write(request, answer, null, headers.toSingleValueMap());
    }

    private Mono<ServerResponse> stream(Flux<String> results, HttpHeaders headers) {
        Flux<ServerSentEvent<String>> events = results.map(
                        result -> ServerSentEvent.builder(result).event("next").build())
                // An EventSource ignores an event without the field.
                .concatWithValues(ServerSentEvent.builder("").event(COMPLETE).build());
        Flux<ServerSentEvent<String>> beats =
                Flux.interval(keepAlive).onBackpressureDrop().map(beat -> BEAT);
        return ServerResponse.ok()
                .contentType(MediaType.TEXT_EVENT_STREAM)
                .cacheControl(CacheControl.noStore())
                // nginx passes on each event at once.
                .header("X-Accel-Buffering", "no")
                .headers(sent -> sent.addAll(headers))
                .body(BodyInserters.fromServerSentEvents(events.mergeWith(beats)
                        .takeUntil(event -> COMPLETE.equals(event.event()))
                        .startWith(BEAT)));
    }
}

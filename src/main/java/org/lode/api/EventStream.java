package org.lode.api;

import java.util.LinkedHashMap;
import java.util.Map;
import org.lode.failure.BadRequest;
import org.lode.operation.Operation;
import org.lode.operation.Operations;
import org.springframework.graphql.server.webflux.GraphQlSseHandler;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Answers a subscription as server-sent events, one connection each (GraphQL over SSE, distinct connections). */
@Component
final class EventStream {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final RequestReader reader;
    private final Operations operations;
    private final GraphQlSseHandler events;

    EventStream(RequestReader reader, Operations operations, GraphQlSseHandler events) {
        this.reader = reader;
        this.operations = operations;
        this.events = events;
    }

    /** The events of a GET or POST; a request that cannot be read is told what it should have been. */
    Mono<ServerResponse> answer(ServerRequest request) {
        return reader.read(request)
                .doOnNext(this::requireSubscription)
                .flatMap(asked -> events.handleRequest(ServerRequest.from(request)
                        .method(HttpMethod.POST)
                        .headers(headers -> headers.setContentType(MediaType.APPLICATION_JSON))
                        .body(JSON.writeValueAsString(plain(asked)))
                        .build()))
                .onErrorResume(thrown -> AnswerWriter.refuse(request, thrown));
    }

    private void requireSubscription(Asked asked) {
        operations
                .find(asked.document(), asked.operationName(), asked.variables())
                .filter(Operation::isQuery)
                .ifPresent(query -> {
                    throw new BadRequest(
                            "operation", "a query", "a subscription; ask a query with Accept: " + MediaTypes.LEGACY);
                });
    }

    private static Map<String, Object> plain(Asked asked) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("query", asked.document());
        if (asked.operationName() != null) {
            plain.put("operationName", asked.operationName());
        }
        plain.put("variables", asked.variables());
        plain.put("extensions", asked.extensions());
        return plain;
    }
}

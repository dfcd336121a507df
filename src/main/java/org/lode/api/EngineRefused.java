package org.lode.api;

import graphql.GraphQLError;
import java.util.List;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;

/** An answer with errors, which cannot be cited. */
final class EngineRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<GraphQLError> errors;
    private final transient HttpHeaders headers;

    private EngineRefused(List<GraphQLError> errors, HttpHeaders headers) {
        super(errors.getFirst().getMessage());
        this.errors = errors;
        this.headers = headers;
    }

    /** Fails if there are errors in the answer. */
    static void check(WebGraphQlResponse response) {
        List<GraphQLError> errors = response.getExecutionResult().getErrors();
        if (!errors.isEmpty()) {
            throw new EngineRefused(errors, response.getResponseHeaders());
        }
    }

    List<GraphQLError> errors() {
        return errors;
    }

    /** How the client's points stand, and when to come again. */
    HttpHeaders headers() {
        return headers;
    }

    /** This failure where the server could not answer; nothing where the query cannot be answered. */
    <T> Mono<T> ifBusy() {
        return switch (AnswerWriter.code(errors.getFirst())) {
            case RATE_LIMITED, TIMEOUT, UNAVAILABLE, INTERNAL, DATASET_DAMAGED -> Mono.error(this);
            default -> Mono.empty();
        };
    }
}

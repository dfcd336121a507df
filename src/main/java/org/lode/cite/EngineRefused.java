package org.lode.cite;

import graphql.GraphQLError;
import java.util.List;
import java.util.Map;
import org.lode.graphql.GraphQlErrors;
import org.lode.graphql.OperationResult;
import reactor.core.publisher.Mono;

/** An answer with errors, which cannot be cited. */
final class EngineRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<GraphQLError> errors;
    private final transient Map<String, String> headers;

    private EngineRefused(List<GraphQLError> errors, Map<String, String> headers) {
        super(errors.getFirst().getMessage());
        this.errors = errors;
        this.headers = headers;
    }

    /** Fails if there are errors in the answer. */
    static void check(OperationResult result) {
        List<GraphQLError> errors = result.errors();
        if (!errors.isEmpty()) {
            throw new EngineRefused(errors, result.headers());
        }
    }

    List<GraphQLError> errors() {
        return errors;
    }

    /** How the client's points stand, and when to come again. */
    Map<String, String> headers() {
        return headers;
    }

    /** This failure where the server could not answer; nothing where the query cannot be answered. */
    <T> Mono<T> ifBusy() {
        return switch (GraphQlErrors.code(errors.getFirst())) {
            case RATE_LIMITED, TIMEOUT, UNAVAILABLE, INTERNAL, DATASET_DAMAGED -> Mono.error(this);
            default -> Mono.empty();
        };
    }
}

package org.lode.api;

import graphql.ExecutionResult;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lode.failure.Failure;
import org.lode.failure.TimedOut;
import org.lode.failure.Unavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.graphql.execution.ErrorType;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.support.DefaultExecutionGraphQlResponse;

/** How a failure is told to a client: its code, the value and what was expected; of what nobody foresaw only an id. */
final class Errors {
    private static final Logger LOG = LoggerFactory.getLogger(Errors.class);

    private Errors() {}

    /** The error for a failure of the request with this id, at the place that the builder knows. */
    static GraphQLError of(Throwable thrown, String id, GraphqlErrorBuilder<?> builder) {
        if (thrown instanceof GraphQLError refusal) {
            // An argument that the engine itself refuses; it gets its code where all others of its sort do.
            return builder.message("%s", refusal.getMessage())
                    .errorType(refusal.getErrorType())
                    .build();
        }
        Failure failure = failure(thrown);
        if (failure == null) {
            LOG.error("request {} failed", id, thrown);
            return internal(id, builder);
        }
        return builder.message("%s", failure.getMessage())
                .errorType(
                        failure instanceof Unavailable || failure instanceof TimedOut
                                ? ErrorType.INTERNAL_ERROR
                                : ErrorType.BAD_REQUEST)
                .extensions(failure.extensions())
                .build();
    }

    /** An answer to a request that was not run. */
    static WebGraphQlResponse nothing(WebGraphQlRequest request) {
        ExecutionResult result = ExecutionResult.newExecutionResult().build();
        return new WebGraphQlResponse(new DefaultExecutionGraphQlResponse(request.toExecutionInput(), result));
    }

    /** An answer without data, to a request that failed before its first field. */
    static WebGraphQlResponse response(WebGraphQlRequest request, Throwable thrown) {
        GraphQLError error = of(thrown, request.getId(), GraphqlErrorBuilder.newError());
        ExecutionResult result =
                ExecutionResult.newExecutionResult().addError(error).build();
        return new WebGraphQlResponse(new DefaultExecutionGraphQlResponse(request.toExecutionInput(), result));
    }

    /** The error that tells nothing but where the log tells more. */
    private static GraphQLError internal(String id, GraphqlErrorBuilder<?> builder) {
        return builder.message("internal error %s", id)
                .errorType(ErrorType.INTERNAL_ERROR)
                .extensions(Map.of("code", Failure.Code.INTERNAL.name(), "id", id))
                .build();
    }

    /** An error of the engine that no client caused. */
    static GraphQLError internal(GraphQLError error, String id, GraphqlErrorBuilder<?> builder) {
        LOG.error("request {} failed: {}", id, error.getMessage());
        return internal(id, builder);
    }

    private static @Nullable Failure failure(@Nullable Throwable thrown) {
        if (thrown instanceof Failure failure) {
            return failure;
        }
        return thrown == null ? null : failure(thrown.getCause());
    }
}

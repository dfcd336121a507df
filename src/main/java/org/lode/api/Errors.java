package org.lode.api;

import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lode.failure.BadInput;
import org.lode.failure.Failure;
import org.lode.failure.Unavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.graphql.execution.ErrorType;

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
                .errorType(failure instanceof Unavailable ? ErrorType.INTERNAL_ERROR : ErrorType.BAD_REQUEST)
                .extensions(extensions(failure))
                .build();
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

    private static Map<String, Object> extensions(Failure failure) {
        Map<String, Object> extensions = new LinkedHashMap<>();
        extensions.put("code", failure.code().name());
        if (failure instanceof BadInput bad) {
            extensions.put("argument", bad.argument());
            extensions.put("value", String.valueOf(bad.value()));
            extensions.put("expected", bad.expected());
        }
        return extensions;
    }

    private static @Nullable Failure failure(@Nullable Throwable thrown) {
        if (thrown instanceof Failure failure) {
            return failure;
        }
        return thrown == null ? null : failure(thrown.getCause());
    }
}

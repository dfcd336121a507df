package org.lode.api;

import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.schema.DataFetchingEnvironment;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lode.failure.BadInput;
import org.lode.failure.Failure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.graphql.execution.DataFetcherExceptionResolverAdapter;
import org.springframework.graphql.execution.ErrorType;
import org.springframework.stereotype.Component;

/** Turns a failure into an error with its code; what nobody foresaw becomes INTERNAL with nothing but an id. */
@Component
final class FailureResolver extends DataFetcherExceptionResolverAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(FailureResolver.class);

    FailureResolver() {
        setThreadLocalContextAware(false);
    }

    @Override
    protected GraphQLError resolveToSingleError(Throwable thrown, DataFetchingEnvironment env) {
        Failure failure = failure(thrown);
        if (failure != null) {
            return GraphqlErrorBuilder.newError(env)
                    .message(failure.getMessage())
                    .errorType(ErrorType.BAD_REQUEST)
                    .extensions(extensions(failure))
                    .build();
        }
        String id = env.getExecutionId().toString();
        LOG.error("request {} failed at {}", id, env.getExecutionStepInfo().getPath(), thrown);
        return GraphqlErrorBuilder.newError(env)
                .message("internal error " + id)
                .errorType(ErrorType.INTERNAL_ERROR)
                .extensions(Map.of("code", Failure.Code.INTERNAL.name(), "id", id))
                .build();
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
        return switch (thrown) {
            case null -> null;
            case Failure failure -> failure;
            default -> failure(thrown.getCause());
        };
    }
}

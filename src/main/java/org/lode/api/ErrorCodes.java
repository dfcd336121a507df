package org.lode.api;

import graphql.ErrorClassification;
import graphql.ErrorType;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lode.failure.Failure;
import org.lode.operation.EngineWords;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Gives a code and plain words to the errors that GraphQL's own checks make: each is the client's, but for a null where none
 * may be.
 */
@Component
@Order(Stations.CODES)
final class ErrorCodes implements WebGraphQlInterceptor {

    @Override
    public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
        return chain.next(request).map(response -> {
            List<GraphQLError> errors = response.getExecutionResult().getErrors();
            return errors.stream().allMatch(ErrorCodes::coded)
                    ? response
                    : response.transform(builder -> builder.errors(errors.stream()
                            .map(error -> coded(error, request.getId()))
                            .toList()));
        });
    }

    private static boolean coded(GraphQLError error) {
        return error.getExtensions() != null && error.getExtensions().containsKey("code");
    }

    private static GraphQLError coded(GraphQLError error, String id) {
        if (coded(error)) {
            return error;
        }
        GraphqlErrorBuilder<?> builder = GraphqlErrorBuilder.newError().locations(error.getLocations());
        if (error.getPath() != null) {
            builder.path(error.getPath());
        }
        return clients(error.getErrorType())
                ? builder.message("%s", EngineWords.plain(error.getMessage()))
                        .errorType(error.getErrorType())
                        .extensions(extensions(error))
                        .build()
                : Errors.internal(error, id, builder);
    }

    private static boolean clients(@Nullable ErrorClassification type) {
        return type == ErrorType.ValidationError
                || type == ErrorType.InvalidSyntax
                || type == ErrorType.OperationNotSupported;
    }

    private static Map<String, Object> extensions(GraphQLError error) {
        Map<String, Object> extensions = new LinkedHashMap<>();
        if (error.getExtensions() != null) {
            extensions.putAll(error.getExtensions());
        }
        extensions.put("code", Failure.Code.BAD_USER_INPUT.name());
        return extensions;
    }
}

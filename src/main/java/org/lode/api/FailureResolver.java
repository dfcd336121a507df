package org.lode.api;

import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import org.lode.operation.FieldErrors;
import org.springframework.stereotype.Component;

/** Turns a failure of a field into an error at that field. */
@Component
final class FailureResolver implements FieldErrors {
    @Override
    public GraphQLError of(Throwable thrown, String id, GraphqlErrorBuilder<?> builder) {
        return Errors.of(thrown, id, builder);
    }
}

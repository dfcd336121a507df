package org.lode.operation;

import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;

/** Says what a client gets to know of a failure. */
@FunctionalInterface
public interface FieldErrors {
    /**
     * The error for a failure.
     *
     * @param id of the request, by which the log knows it
     * @param builder has the place of the field
     */
    GraphQLError of(Throwable thrown, String id, GraphqlErrorBuilder<?> builder);
}

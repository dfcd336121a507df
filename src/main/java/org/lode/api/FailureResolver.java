package org.lode.api;

import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.schema.DataFetchingEnvironment;
import org.springframework.graphql.execution.DataFetcherExceptionResolverAdapter;
import org.springframework.stereotype.Component;

/** Turns a failure of a field into an error at that field. */
@Component
final class FailureResolver extends DataFetcherExceptionResolverAdapter {

    FailureResolver() {
        setThreadLocalContextAware(false);
    }

    @Override
    protected GraphQLError resolveToSingleError(Throwable thrown, DataFetchingEnvironment env) {
        return Errors.of(thrown, env.getExecutionId().toString(), GraphqlErrorBuilder.newError(env));
    }
}

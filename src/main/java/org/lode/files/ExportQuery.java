package org.lode.files;

import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.Clients;
import org.lode.graphql.Clients.Client;
import org.lode.graphql.Operation;
import org.lode.graphql.OperationRequest;
import org.lode.graphql.OperationResult;
import org.lode.graphql.OperationRunner;
import org.lode.graphql.Operations;
import org.lode.schema.Connections.PinnedFilter;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;

/**
 * Runs the operation of GraphQL that chooses the rows of an export.
 *
 * <p>So a filter has the same meaning, messages, limits and cost for a file as for an answer.
 */
@Component
public final class ExportQuery {
    private final OperationRunner runner;
    private final Clients clients;
    private final Operations operations;
    private final GraphQlSource source;

    ExportQuery(OperationRunner runner, Clients clients, Operations operations, GraphQlSource source) {
        this.runner = runner;
        this.clients = clients;
        this.operations = operations;
        this.source = source;
    }

    /** Returns the rows of an export; fails with the first error of GraphQL. */
    public Mono<Export.Rows> ask(ServerRequest request, ExportRequest export) {
        ServerHttpRequest sent = request.exchange().getRequest();
        Client client = clients.of(sent.getHeaders(), sent.getRemoteAddress());
        return runner.run(OperationRequest.of(sent.getId(), client, export.document(), export.variables(), null))
                .map(result -> export.rows().apply(answer(result, export)));
    }

    private Answer answer(OperationResult result, ExportRequest export) {
        result.errors().stream().findFirst().ifPresent(error -> {
            throw new QueryError(String.valueOf(error.getMessage()), error.getExtensions(), result.headers());
        });
        Operation operation =
                operations.find(export.document(), null, export.variables()).orElseThrow();
        return new Answer(source.schema(), Objects.requireNonNull(result.data()), operations.coerced(operation));
    }

    /**
     * The answer of GraphQL.
     *
     * @param fields values of the root fields, by their names
     * @param variables as GraphQL coerced them
     */
    record Answer(GraphQLSchema schema, Map<String, @Nullable Object> fields, Map<String, Object> variables) {

        int sequence(String field) {
            return sequence(fields.get(field));
        }

        static int sequence(@Nullable Object release) {
            Object sequence = ((Map<?, ?>) Objects.requireNonNull(release)).get("sequence");
            return ((Number) Objects.requireNonNull(sequence)).intValue();
        }

        /** Returns a filter with permanent ids. GraphQL has refused ids of other releases. */
        @SuppressWarnings("unchecked")
        Map<String, ?> filter(String variable, String type) {
            GraphQLType input = Objects.requireNonNull(schema.getType(type + "Filter"));
            return PinnedFilter.of(variable, input, (Map<String, ?>) variables.getOrDefault(variable, Map.of()))
                    .bare();
        }
    }

    /** The first error of GraphQL in the operation of an export. */
    public static final class QueryError extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Map<String, Object> extensions;
        private final transient Map<String, String> headers;

        /**
         * Repeats the error of a GraphQL operation.
         *
         * @param headers those that GraphQL answers with
         */
        public QueryError(String message, @Nullable Map<String, Object> extensions, Map<String, String> headers) {
            super(message);
            this.extensions = extensions == null ? Map.of() : extensions;
            this.headers = headers;
        }

        /** Returns code, offending value and what was expected. */
        public Map<String, Object> extensions() {
            return extensions;
        }

        /** Returns headers with the client's points, and when to try again. */
        public Map<String, String> headers() {
            return headers;
        }
    }
}

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
import org.lode.model.DataPackage;
import org.lode.schema.Connections.PinnedFilter;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;

/**
 * Has GraphQL say which rows an export is of.
 *
 * <p>So a filter means in a file what it means in an answer, is refused in the same words, has the same limits and takes from
 * the same points.
 */
@Component
public final class ExportQuestion {
    private final OperationRunner runner;
    private final Clients clients;
    private final Operations operations;
    private final GraphQlSource source;
    private final DataPackage data;

    ExportQuestion(
            OperationRunner runner, Clients clients, Operations operations, GraphQlSource source, DataPackage data) {
        this.data = data;
        this.runner = runner;
        this.clients = clients;
        this.operations = operations;
        this.source = source;
    }

    /** Asks; fails with the first error, in the words of GraphQL. */
    public Mono<ExportRows> ask(ServerRequest request, ExportRequest asked) {
        String document = asked.document();
        ServerHttpRequest sent = request.exchange().getRequest();
        Client client = clients.of(sent.getHeaders(), sent.getRemoteAddress());
        return runner.run(OperationRequest.of(sent.getId(), client, document, asked.variables(), null))
                .map(result -> asked.rows(answer(result, document, asked.variables())));
    }

    private Answer answer(OperationResult result, String document, Map<String, @Nullable Object> variables) {
        result.errors().stream().findFirst().ifPresent(error -> {
            throw new Refused(String.valueOf(error.getMessage()), error.getExtensions(), result.headers());
        });
        Operation operation = operations.find(document, null, variables).orElseThrow();
        return new Answer(data, source.schema(), Objects.requireNonNull(result.data()), operations.coerced(operation));
    }

    /**
     * What GraphQL says of a question.
     *
     * @param fields its answer, by the names of the root fields
     * @param variables as GraphQL understands them
     */
    record Answer(
            DataPackage description,
            GraphQLSchema schema,
            Map<String, @Nullable Object> fields,
            Map<String, Object> variables) {

        /** The number of the release that a root field gave. */
        int sequence(String field) {
            Map<?, ?> release = (Map<?, ?>) Objects.requireNonNull(fields.get(field));
            return ((Number) Objects.requireNonNull(release.get("sequence"))).intValue();
        }

        /** A filter with permanent ids; GraphQL has refused those of other releases. */
        @SuppressWarnings("unchecked")
        Map<String, ?> filter(String variable, String type) {
            GraphQLType input = Objects.requireNonNull(schema.getType(type + "Filter"));
            return PinnedFilter.of(variable, input, (Map<String, ?>) variables.getOrDefault(variable, Map.of()))
                    .bare();
        }
    }
}

package org.lode.graphql;

import graphql.GraphQLContext;
import graphql.execution.RawVariables;
import graphql.execution.ValuesResolver;
import graphql.schema.GraphQLSchema;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds operations, and their cost, variables and releases, before they run. */
public final class Operations {
    private final Documents documents;
    private final Supplier<GraphQLSchema> schema;
    private final LimitSettings limits;

    Operations(Documents documents, Supplier<GraphQLSchema> schema, LimitSettings limits) {
        this.documents = documents;
        this.schema = schema;
        this.limits = limits;
    }

    /** The operation of a request; none when the document is refused, or has several and the request names none. */
    public Optional<Operation> find(
            String document, @Nullable String name, Map<String, ? extends @Nullable Object> variables) {
        return documents.prepare(document) instanceof Prepared.Ready ready
                ? ready.operation(name).map(prepared -> new Operation(prepared, ready.sha256(), variables))
                : Optional.empty();
    }

    /** The cost of an operation; fails if its variables or arguments exceed a limit, or a variable has a wrong value. */
    public Cost cost(Operation operation) {
        Inputs.check(operation.variables(), limits);
        VariableCheck.check(schema.get(), operation);
        return operation
                .prepared()
                .cost(operation.variables(), () -> Cost.of(Pricing.of(schema.get(), operation, limits), limits.cost()));
    }

    /** The coerced values of its variables. */
    public Map<String, Object> coerced(Operation operation) {
        return ValuesResolver.coerceVariableValues(
                        schema.get(),
                        operation.definition().getVariableDefinitions(),
                        RawVariables.of(Collections.unmodifiableMap(operation.variables())),
                        GraphQLContext.getDefault(),
                        EngineWords.LOCALE)
                .toMap();
    }

    /** Whether its answer can never change, since every root field names the releases that it reads. */
    public boolean pinned(Operation operation) {
        return operation.isQuery() && Pins.pinned(schema.get(), operation);
    }
}

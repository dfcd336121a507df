package org.lode.graphql;

import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQLContext;
import graphql.GraphQLException;
import graphql.execution.CoercedVariables;
import graphql.execution.ExecutionId;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.stereotype.Component;

/**
 * Executes operations by plans, which are made once for each. A query that reads data alone runs at once. What asks for the schema,
 * subscribes or has errors goes through graphql-java, which comes back to the same plans ({@link PlanExecutionStrategy}).
 */
@Component
final class PlanEngine {
    /** The fields of a query are read from nothing. */
    private static final Object QUERY = new Object();

    private final QueryPlans plans;
    private final Operations operations;
    private final ObjectProvider<GraphQlSource> source;

    PlanEngine(QueryPlans plans, Operations operations, ObjectProvider<GraphQlSource> source) {
        this.plans = plans;
        this.operations = operations;
        this.source = source;
    }

    /**
     * Executes an operation.
     *
     * @param operation null when graphql-java refuses the document, or finds no operation in it
     * @param context has the releases, and the cost of the operation
     */
    CompletableFuture<ExecutionResult> execute(
            OperationRequest request, @Nullable Operation operation, GraphQLContext context) {
        if (operation != null && operation.isQuery()) {
            CoercedVariables variables = coerced(operation);
            if (variables != null) {
                Cost cost = Objects.requireNonNull(context.<Cost>get(Cost.class));
                QueryPlan plan = plans.of(
                        source.getObject().schema(), operation.document(), operation.definition(), variables, cost);
                if (!plan.asksForSchema()) {
                    return new Execution(
                                    plan, plans.resolvers(), context, variables, request.id(), cost.weights(), Map.of())
                            .run(QUERY);
                }
            }
        }
        return source.getObject().graphQl().executeAsync(input(request, context));
    }

    private static ExecutionInput input(OperationRequest request, GraphQLContext context) {
        return ExecutionInput.newExecutionInput(request.document())
                .operationName(request.operationName())
                .variables(request.variables())
                .executionId(ExecutionId.from(request.id()))
                .locale(EngineWords.LOCALE)
                .graphQLContext(builder -> builder.of(context))
                .build();
    }

    /** Returns null for values that graphql-java has to refuse. */
    private @Nullable CoercedVariables coerced(Operation operation) {
        try {
            return CoercedVariables.of(operations.coerced(operation));
        } catch (GraphQLException refused) {
            return null;
        }
    }
}

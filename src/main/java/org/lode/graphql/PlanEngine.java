package org.lode.graphql;

import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQLContext;
import graphql.GraphQLException;
import graphql.execution.AsyncExecutionStrategy;
import graphql.execution.CoercedVariables;
import graphql.execution.ExecutionContext;
import graphql.execution.ExecutionId;
import graphql.execution.ExecutionStrategyParameters;
import graphql.execution.MergedField;
import graphql.execution.MergedSelectionSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.Resolver.FieldCall;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.graphql.autoconfigure.GraphQlSourceBuilderCustomizer;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Executes operations by compiled plans. A query that selects data alone runs directly. Introspection, subscriptions and operations
 * with errors go through graphql-java, which uses the same plans ({@link Strategy}).
 */
@Component
final class PlanEngine implements GraphQlSourceBuilderCustomizer, SmartInitializingSingleton {
    /** The source of the root fields of a query. */
    private static final Object QUERY = new Object();

    private final Resolvers resolvers;
    private final Operations operations;
    private final ObjectProvider<GraphQlSource> source;

    PlanEngine(Resolvers resolvers, Operations operations, ObjectProvider<GraphQlSource> source) {
        this.resolvers = resolvers;
        this.operations = operations;
        this.source = source;
    }

    @Override
    public void customize(GraphQlSource.SchemaResourceBuilder builder) {
        Strategy strategy = new Strategy(resolvers);
        builder.configureGraphQl(
                engine -> engine.queryExecutionStrategy(strategy).subscriptionExecutionStrategy(strategy));
    }

    /** Ends the start when a field of the schema has no resolver. */
    @Override
    public void afterSingletonsInstantiated() {
        resolvers.check(source.getObject().schema());
    }

    /**
     * Executes an operation.
     *
     * @param operation null when graphql-java refuses the document, or finds no operation in it
     * @param context has the releases, and the operation with its cost
     */
    CompletableFuture<ExecutionResult> execute(
            OperationRequest request, @Nullable Operation operation, GraphQLContext context) {
        if (operation != null && operation.isQuery()) {
            CoercedVariables variables = coerced(operation);
            if (variables != null) {
                QueryPlan plan =
                        QueryPlan.of(source.getObject().schema(), resolvers, operation, variables, Cost.of(context));
                if (!plan.asksForSchema()) {
                    return new Execution(plan, context, variables, request.id(), Map.of()).run(QUERY);
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
                .locale(GraphQlErrors.LOCALE)
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

    /** Runs operations of graphql-java by plans. graphql-java executes introspection itself. */
    static final class Strategy extends AsyncExecutionStrategy {
        private static final JsonMapper JSON = JsonMapper.shared();

        private final Resolvers resolvers;

        Strategy(Resolvers resolvers) {
            this.resolvers = resolvers;
        }

        @Override
        public CompletableFuture<ExecutionResult> execute(
                ExecutionContext context, ExecutionStrategyParameters parameters) {
            GraphQLContext values = context.getGraphQLContext();
            Operation operation = Objects.requireNonNull(values.get(Operation.class));
            QueryPlan plan = QueryPlan.of(
                    context.getGraphQLSchema(), resolvers, operation, context.getCoercedVariables(), Cost.of(values));
            return operation.isQuery()
                    ? introspect(context, parameters)
                            .thenCompose(introspected ->
                                    execution(context, plan, introspected).run(QUERY))
                    : CompletableFuture.completedFuture(subscribe(context, plan));
        }

        private static Execution execution(ExecutionContext context, QueryPlan plan, Map<String, byte[]> introspected) {
            return new Execution(
                    plan,
                    context.getGraphQLContext(),
                    context.getCoercedVariables(),
                    context.getExecutionId().toString(),
                    introspected);
        }

        /** Each event is an answer of its own. */
        private ExecutionResult subscribe(ExecutionContext context, QueryPlan plan) {
            Execution first = execution(context, plan, Map.of());
            Flux<?> events =
                    resolvers.events(new FieldCall(first, plan.root().fields().getFirst()));
            Flux<ExecutionResult> answers = events.concatMap(event ->
                    Mono.fromFuture(() -> execution(context, plan, Map.of()).run(event)));
            return ExecutionResult.newExecutionResult().data(answers).build();
        }

        /** Executes the fields of introspection. Returns their JSON by key. */
        private CompletableFuture<Map<String, byte[]>> introspect(
                ExecutionContext context, ExecutionStrategyParameters parameters) {
            Map<String, MergedField> fields = new LinkedHashMap<>();
            parameters.getFields().getSubFields().forEach((key, field) -> {
                if (field.getName().startsWith("__") && !field.getName().equals("__typename")) {
                    fields.put(key, field);
                }
            });
            if (fields.isEmpty()) {
                return CompletableFuture.completedFuture(Map.of());
            }
            MergedSelectionSet introspection =
                    MergedSelectionSet.newMergedSelectionSet().subFields(fields).build();
            return super.execute(context, parameters.transform(builder -> builder.fields(introspection)))
                    .thenApply(result -> json(result.<Map<String, Object>>getData()));
        }

        private static Map<String, byte[]> json(@Nullable Map<String, Object> data) {
            Map<String, byte[]> json = new LinkedHashMap<>();
            if (data != null) {
                data.forEach((key, value) -> json.put(key, JSON.writeValueAsBytes(value)));
            }
            return json;
        }
    }
}

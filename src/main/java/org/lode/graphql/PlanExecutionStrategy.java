package org.lode.graphql;

import graphql.ExecutionResult;
import graphql.execution.AsyncExecutionStrategy;
import graphql.execution.ExecutionContext;
import graphql.execution.ExecutionStrategyParameters;
import graphql.execution.MergedField;
import graphql.execution.MergedSelectionSet;
import graphql.language.OperationDefinition;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Has graphql-java run operations by plans. Introspection stays its own. */
final class PlanExecutionStrategy extends AsyncExecutionStrategy {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final QueryPlans plans;

    PlanExecutionStrategy(QueryPlans plans) {
        this.plans = plans;
    }

    @Override
    public CompletableFuture<ExecutionResult> execute(
            ExecutionContext context, ExecutionStrategyParameters parameters) {
        Cost cost = Objects.requireNonNull(context.getGraphQLContext().<Cost>get(Cost.class));
        QueryPlan plan = plans.of(
                context.getGraphQLSchema(),
                context.getDocument(),
                context.getOperationDefinition(),
                context.getCoercedVariables(),
                cost);
        return context.getOperationDefinition().getOperation() == OperationDefinition.Operation.SUBSCRIPTION
                ? CompletableFuture.completedFuture(subscribe(context, plan, cost))
                : introspect(context, parameters)
                        .thenCompose(introspected ->
                                run(context, plan, cost, introspected).run(context.getOperationDefinition()));
    }

    private Execution run(ExecutionContext context, QueryPlan plan, Cost cost, Map<String, byte[]> introspected) {
        return new Execution(
                plan,
                plans.resolvers(),
                context.getGraphQLContext(),
                context.getCoercedVariables(),
                context.getExecutionId().toString(),
                cost.weights(),
                introspected);
    }

    /** Each event is an answer of its own. */
    private ExecutionResult subscribe(ExecutionContext context, QueryPlan plan, Cost cost) {
        Execution first = run(context, plan, cost, Map.of());
        Flux<?> events = plans.resolvers()
                .events(new FieldCall(first, plan.root().fields().getFirst()));
        Flux<ExecutionResult> answers = events.concatMap(event ->
                Mono.fromFuture(() -> run(context, plan, cost, Map.of()).run(event)));
        return ExecutionResult.newExecutionResult().data(answers).build();
    }

    /** What the operation asks of the schema itself, as JSON by its keys. */
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
        MergedSelectionSet asked =
                MergedSelectionSet.newMergedSelectionSet().subFields(fields).build();
        return super.execute(context, parameters.transform(builder -> builder.fields(asked)))
                .thenApply(result -> json(result.<Map<String, Object>>getData()));
    }

    private static Map<String, byte[]> json(@Nullable Map<String, Object> data) {
        Map<String, byte[]> json = new LinkedHashMap<>();
        Optional.ofNullable(data)
                .ifPresent(fields -> fields.forEach((key, value) -> json.put(key, JSON.writeValueAsBytes(value))));
        return json;
    }
}

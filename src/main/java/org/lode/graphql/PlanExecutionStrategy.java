package org.lode.graphql;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
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
import org.lode.operation.Conditions;
import org.lode.operation.Cost;
import org.lode.operation.FieldErrors;
import org.lode.operation.PriceIndex;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Runs queries and subscriptions by plans, which are made once for each operation. Introspection stays the engine's. */
final class PlanExecutionStrategy extends AsyncExecutionStrategy {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int VARIANTS = 32;

    /** The fields of a query are read from nothing. */
    private static final Object QUERY = new Object();

    private final Resolvers resolvers;
    private final FieldErrors errors;

    /** Plans by their operation, as long as somebody keeps its document. */
    private final Cache<OperationDefinition, Variants> plans =
            Caffeine.newBuilder().weakKeys().build();

    PlanExecutionStrategy(Resolvers resolvers, FieldErrors errors) {
        this.resolvers = resolvers;
        this.errors = errors;
    }

    /** The plans of one operation, by the values of the variables that decide which fields it has. */
    private record Variants(Conditions conditions, Cache<Map<String, Object>, QueryPlan> plans) {}

    @Override
    public CompletableFuture<ExecutionResult> execute(
            ExecutionContext context, ExecutionStrategyParameters parameters) {
        Cost cost = Objects.requireNonNull(context.getGraphQLContext().<Cost>get(Cost.class));
        QueryPlan plan = plan(context, cost);
        return context.getOperationDefinition().getOperation() == OperationDefinition.Operation.SUBSCRIPTION
                ? CompletableFuture.completedFuture(subscribe(context, plan, cost))
                : introspect(context, parameters)
                        .thenCompose(introspected ->
                                run(context, plan, cost, introspected).run(QUERY));
    }

    private Execution run(ExecutionContext context, QueryPlan plan, Cost cost, Map<String, byte[]> introspected) {
        return new Execution(plan, resolvers, errors, context, PriceIndex.weights(cost), introspected);
    }

    /** Each event is an answer of its own. */
    private ExecutionResult subscribe(ExecutionContext context, QueryPlan plan, Cost cost) {
        Execution first = run(context, plan, cost, Map.of());
        Flux<?> events =
                resolvers.events(new FieldCall(first, plan.root().fields().getFirst()));
        Flux<ExecutionResult> answers = events.concatMap(event ->
                Mono.fromFuture(() -> run(context, plan, cost, Map.of()).run(event)));
        return ExecutionResult.newExecutionResult().data(answers).build();
    }

    private QueryPlan plan(ExecutionContext context, Cost cost) {
        OperationDefinition operation = context.getOperationDefinition();
        Variants variants = plans.get(
                operation,
                key -> new Variants(
                        Conditions.of(context.getDocument(), operation),
                        Caffeine.newBuilder().maximumSize(VARIANTS).build()));
        Map<String, Object> values =
                variants.conditions().values(context.getCoercedVariables().toMap());
        return variants.plans()
                .get(
                        values,
                        key -> new QueryPlan(
                                context.getGraphQLSchema(),
                                resolvers,
                                context.getDocument(),
                                operation,
                                key,
                                PriceIndex.of(cost)));
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

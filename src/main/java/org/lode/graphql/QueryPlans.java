package org.lode.graphql;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import graphql.execution.CoercedVariables;
import graphql.language.Document;
import graphql.language.OperationDefinition;
import graphql.schema.GraphQLSchema;
import java.util.Map;
import org.springframework.stereotype.Component;

/** The plans of operations, each made once. */
@Component
final class QueryPlans {
    private static final int VARIANTS = 32;

    private final Resolvers resolvers;

    /** By operation, as long as its document is kept. */
    private final Cache<OperationDefinition, Variants> plans =
            Caffeine.newBuilder().weakKeys().build();

    QueryPlans(Resolvers resolvers) {
        this.resolvers = resolvers;
    }

    /** The plans of one operation, by the values of the variables that decide which fields it has. */
    private record Variants(Conditions conditions, Cache<Map<String, Object>, QueryPlan> plans) {}

    Resolvers resolvers() {
        return resolvers;
    }

    /** The plan of an operation for these variables. */
    QueryPlan of(
            GraphQLSchema schema,
            Document document,
            OperationDefinition operation,
            CoercedVariables variables,
            Cost cost) {
        Variants variants = plans.get(
                operation,
                key -> new Variants(
                        Conditions.of(document, operation),
                        Caffeine.newBuilder().maximumSize(VARIANTS).build()));
        return variants.plans()
                .get(
                        variants.conditions().values(variables.toMap()),
                        values -> new QueryPlan(schema, resolvers, document, operation, values, PriceIndex.of(cost)));
    }
}

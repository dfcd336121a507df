package org.lode.graphql;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import graphql.execution.CoercedVariables;
import graphql.introspection.Introspection;
import graphql.language.Argument;
import graphql.language.Directive;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.Node;
import graphql.language.OperationDefinition;
import graphql.language.SelectionSet;
import graphql.language.VariableDefinition;
import graphql.language.VariableReference;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.lode.graphql.Cost.FieldIndex;
import org.lode.graphql.PlannedField.Selection;
import org.springframework.stereotype.Component;

/**
 * A compiled operation: the fields of each object of the answer, and how each field gets its value. It serves every request with the
 * same document and the same values of {@code @skip} and {@code @include}.
 */
final class QueryPlan {
    private final GraphQLSchema schema;
    private final Resolvers resolvers;
    private final FieldCollector collector;
    private final FieldIndex costs;
    private final Selection root;
    private final boolean asksForSchema;

    /**
     * Compiles an operation.
     *
     * @param conditions values of the variables that {@code @skip} and {@code @include} name
     */
    private QueryPlan(
            GraphQLSchema schema,
            Resolvers resolvers,
            Document document,
            OperationDefinition operation,
            Map<String, Object> conditions,
            Cost cost) {
        this.schema = schema;
        this.resolvers = resolvers;
        this.collector = new FieldCollector(schema, document, conditions);
        this.costs = new FieldIndex(cost);
        this.root = select(Operation.root(schema, operation), List.of(operation.getSelectionSet()), FieldIndex.ROOT);
        this.asksForSchema = root.fields().stream()
                .map(PlannedField::name)
                .anyMatch(name -> name.startsWith("__") && !name.equals("__typename"));
    }

    GraphQLSchema schema() {
        return schema;
    }

    Selection root() {
        return root;
    }

    /** Whether a root field is {@code __schema} or {@code __type}. */
    boolean asksForSchema() {
        return asksForSchema;
    }

    /** Returns the selection below a field for objects of a type. */
    Selection below(PlannedField field, String type) {
        List<SelectionSet> sets = field.fields().stream()
                .map(Field::getSelectionSet)
                .filter(Objects::nonNull)
                .toList();
        return select(Objects.requireNonNull(schema.getObjectType(type)), sets, field.costIndex());
    }

    private Selection select(GraphQLObjectType type, List<SelectionSet> sets, int above) {
        List<PlannedField> fields = new ArrayList<>();
        int slots = 0;
        for (Map.Entry<String, List<Field>> entry : collector.of(type, sets).entrySet()) {
            GraphQLFieldDefinition definition = Introspection.getFieldDef(
                    schema, type, entry.getValue().getFirst().getName());
            PlannedField field = new PlannedField(
                    this,
                    entry.getValue(),
                    definition,
                    resolvers.of(type, definition),
                    costs.below(above, entry.getKey()),
                    slots);
            slots += field.isPrepared() ? 1 : 0;
            fields.add(field);
        }
        return new Selection(type.getName(), List.copyOf(fields));
    }

    /** Compiles operations, and keeps their plans as long as their documents are kept. */
    @Component
    static final class Compiler {
        private static final int VARIANTS = 32;
        private final Resolvers resolvers;
        private final Cache<OperationDefinition, Variants> plans =
                Caffeine.newBuilder().weakKeys().build();

        Compiler(Resolvers resolvers) {
            this.resolvers = resolvers;
        }

        /**
         * The plans of one operation.
         *
         * @param conditions names of the variables that decide which fields the operation has
         * @param plans by the values of these variables
         */
        private record Variants(Set<String> conditions, Cache<Map<String, Object>, QueryPlan> plans) {}

        Resolvers resolvers() {
            return resolvers;
        }

        /** The plan of an operation for these variables. */
        QueryPlan plan(
                GraphQLSchema schema,
                Document document,
                OperationDefinition operation,
                CoercedVariables variables,
                Cost cost) {
            Variants variants = plans.get(
                    operation,
                    key -> new Variants(
                            conditions(document, operation),
                            Caffeine.newBuilder().maximumSize(VARIANTS).build()));
            Map<String, Object> values = new HashMap<>();
            for (String name : variants.conditions()) {
                Object value = variables.get(name);
                if (value != null) {
                    values.put(name, value);
                }
            }
            return variants.plans()
                    .get(values, key -> new QueryPlan(schema, resolvers, document, operation, key, cost));
        }

        private static Set<String> conditions(Document document, OperationDefinition operation) {
            Set<String> inDirectives = new HashSet<>();
            collect(document, inDirectives);
            Set<String> variables = new HashSet<>();
            for (VariableDefinition variable : operation.getVariableDefinitions()) {
                if (inDirectives.contains(variable.getName())) {
                    variables.add(variable.getName());
                }
            }
            return variables;
        }

        private static void collect(Node<?> node, Set<String> variables) {
            if (node instanceof Directive directive) {
                for (Argument argument : directive.getArguments()) {
                    if (argument.getValue() instanceof VariableReference variable) {
                        variables.add(variable.getName());
                    }
                }
            }
            node.getChildren().forEach(child -> collect(child, variables));
        }
    }
}

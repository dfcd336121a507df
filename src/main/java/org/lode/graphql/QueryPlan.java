package org.lode.graphql;

import graphql.execution.CoercedVariables;
import graphql.introspection.Introspection;
import graphql.language.Field;
import graphql.language.SelectionSet;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.lode.graphql.Cost.FieldIndex;
import org.lode.graphql.PlannedField.Selection;

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

    /**
     * Compiles an operation.
     *
     * @param conditions values of the variables that {@code @skip} and {@code @include} name
     */
    private QueryPlan(
            GraphQLSchema schema, Resolvers resolvers, Operation operation, Map<String, Object> conditions, Cost cost) {
        this.schema = schema;
        this.resolvers = resolvers;
        this.collector = new FieldCollector(schema, operation.document(), conditions);
        this.costs = new FieldIndex(cost);
        List<SelectionSet> fields = List.of(operation.definition().getSelectionSet());
        this.root = select(operation.root(schema), fields, FieldIndex.ROOT);
    }

    /** Returns the plan of an operation for these variables. It is compiled once for all variables that select the same fields. */
    static QueryPlan of(
            GraphQLSchema schema, Resolvers resolvers, Operation operation, CoercedVariables variables, Cost cost) {
        return operation
                .prepared()
                .plan(variables, conditions -> new QueryPlan(schema, resolvers, operation, conditions, cost));
    }

    GraphQLSchema schema() {
        return schema;
    }

    Resolvers resolvers() {
        return resolvers;
    }

    Selection root() {
        return root;
    }

    /** Whether a root field is {@code __schema} or {@code __type}. */
    boolean asksForSchema() {
        return root.fields().stream()
                .map(PlannedField::name)
                .anyMatch(name -> name.startsWith("__") && !name.equals("__typename"));
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
}

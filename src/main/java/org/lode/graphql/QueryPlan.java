package org.lode.graphql;

import graphql.introspection.Introspection;
import graphql.language.BooleanValue;
import graphql.language.Directive;
import graphql.language.DirectivesContainer;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.OperationDefinition;
import graphql.language.SelectionSet;
import graphql.language.TypeName;
import graphql.language.Value;
import graphql.language.VariableReference;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLUnionType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An operation, compiled: which fields each object of the answer has, and how each gets its value (section 6.3.2 of the GraphQL
 * specification, CollectFields). It serves every request with the same document and the same values of {@code @skip} and {@code
 * @include}.
 */
final class QueryPlan {
    private final GraphQLSchema schema;
    private final Resolvers resolvers;
    private final Map<String, FragmentDefinition> fragments = new HashMap<>();
    private final Map<String, Object> conditions;
    private final PriceIndex prices;
    private final Selection root;
    private final boolean asksForSchema;

    /**
     * Compiles an operation.
     *
     * @param conditions values of the variables that {@code @skip} and {@code @include} name
     * @param prices the places of fields among the prices of the operation
     */
    QueryPlan(
            GraphQLSchema schema,
            Resolvers resolvers,
            Document document,
            OperationDefinition operation,
            Map<String, Object> conditions,
            PriceIndex prices) {
        this.schema = schema;
        this.resolvers = resolvers;
        this.conditions = conditions;
        this.prices = prices;
        document.getDefinitionsOfType(FragmentDefinition.class)
                .forEach(fragment -> fragments.put(fragment.getName(), fragment));
        GraphQLObjectType type = operation.getOperation() == OperationDefinition.Operation.QUERY
                ? schema.getQueryType()
                : Objects.requireNonNull(schema.getSubscriptionType());
        this.root = select(type, List.of(operation.getSelectionSet()), PriceIndex.ROOT);
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

    /** Whether a root field asks for the schema itself. */
    boolean asksForSchema() {
        return asksForSchema;
    }

    /** The fields asked of an object of a type below a field. */
    Selection below(PlannedField field, String type) {
        List<SelectionSet> sets = new ArrayList<>();
        for (Field one : field.fields()) {
            if (one.getSelectionSet() != null) {
                sets.add(one.getSelectionSet());
            }
        }
        return select(Objects.requireNonNull(schema.getObjectType(type)), sets, field.price());
    }

    private Selection select(GraphQLObjectType type, List<SelectionSet> sets, int price) {
        Map<String, List<Field>> collected = new LinkedHashMap<>();
        Set<String> spread = new HashSet<>();
        sets.forEach(set -> collect(type, set, collected, spread));
        List<PlannedField> fields = new ArrayList<>();
        int slots = 0;
        for (Map.Entry<String, List<Field>> entry : collected.entrySet()) {
            Field first = entry.getValue().getFirst();
            GraphQLFieldDefinition definition = Introspection.getFieldDef(schema, type, first.getName());
            PlannedField field = new PlannedField(
                    this,
                    entry.getValue(),
                    definition,
                    resolvers.of(type, definition),
                    prices.below(price, entry.getKey()),
                    slots);
            slots += field.isPrepared() ? 1 : 0;
            fields.add(field);
        }
        return new Selection(type.getName(), List.copyOf(fields));
    }

    private void collect(
            GraphQLObjectType type, SelectionSet set, Map<String, List<Field>> collected, Set<String> spread) {
        for (graphql.language.Selection<?> selection : set.getSelections()) {
            if (selection instanceof DirectivesContainer<?> container && isSkipped(container)) {
                continue;
            }
            switch (selection) {
                case Field field ->
                    collected
                            .computeIfAbsent(field.getResultKey(), key -> new ArrayList<>())
                            .add(field);
                case InlineFragment inline -> {
                    if (applies(inline.getTypeCondition(), type)) {
                        collect(type, inline.getSelectionSet(), collected, spread);
                    }
                }
                case FragmentSpread name -> {
                    FragmentDefinition fragment = Objects.requireNonNull(fragments.get(name.getName()));
                    if (spread.add(name.getName()) && applies(fragment.getTypeCondition(), type)) {
                        collect(type, fragment.getSelectionSet(), collected, spread);
                    }
                }
                default -> {}
            }
        }
    }

    private boolean applies(@Nullable TypeName condition, GraphQLObjectType type) {
        if (condition == null || condition.getName().equals(type.getName())) {
            return true;
        }
        GraphQLType wanted = schema.getType(condition.getName());
        return switch (wanted) {
            case GraphQLInterfaceType found -> schema.isPossibleType(found, type);
            case GraphQLUnionType union -> schema.isPossibleType(union, type);
            case null -> false;
            default -> false;
        };
    }

    private boolean isSkipped(DirectivesContainer<?> container) {
        return is(container, "skip", true) || is(container, "include", false);
    }

    private boolean is(DirectivesContainer<?> container, String directive, boolean truth) {
        for (Directive found : container.getDirectives(directive)) {
            Value<?> value = Objects.requireNonNull(found.getArgument("if")).getValue();
            Object condition = switch (value) {
                case VariableReference variable -> conditions.get(variable.getName());
                case BooleanValue literal -> literal.isValue();
                default -> false;
            };
            if (Objects.equals(condition, truth)) {
                return true;
            }
        }
        return false;
    }
}

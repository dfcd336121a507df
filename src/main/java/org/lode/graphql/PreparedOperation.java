package org.lode.graphql;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import graphql.introspection.Introspection;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.NonNullType;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.TypeName;
import graphql.language.VariableDefinition;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLSchema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a valid document, with what is worked out once for all requests that send it: the defaults of its variables, and
 * what it costs.
 *
 * <p>Most variables do not change the cost. A text or an id costs the same with every value, so the cost is kept by the values
 * of the other variables.
 */
final class PreparedOperation {
    private static final int COSTS = 32;
    /** Costs are kept by so many values at most, so that no request fills the memory. */
    private static final int LARGEST_KEY = 100;

    /** Scalars whose values can change how many fields an answer has. */
    private static final Set<String> WEIGHED = Set.of("Int", "Float", "Boolean");

    private final Document document;
    private final OperationDefinition definition;
    private final Map<String, @Nullable Object> defaults = new HashMap<>();
    private final List<Variable> variables = new ArrayList<>();
    private final Cache<List<Object>, Cost> costs =
            Caffeine.newBuilder().maximumSize(COSTS).build();
    private final @Nullable List<Root> roots;

    PreparedOperation(GraphQLSchema schema, Document document, OperationDefinition definition) {
        this.document = document;
        this.definition = definition;
        Given constants = new Given(Map.of());
        for (VariableDefinition variable : definition.getVariableDefinitions()) {
            if (variable.getDefaultValue() != null) {
                defaults.put(variable.getName(), constants.value(variable.getDefaultValue()));
            }
            variables.add(new Variable(variable.getName(), isWeighed(schema, variable)));
        }
        this.roots = roots(schema);
    }

    /** A field of the root with its definition. */
    record Root(Field field, GraphQLFieldDefinition definition) {}

    private @Nullable List<Root> roots(GraphQLSchema schema) {
        List<Root> fields = new ArrayList<>();
        for (Selection<?> selection : definition.getSelectionSet().getSelections()) {
            if (!(selection instanceof Field field) || !field.getDirectives().isEmpty()) {
                return null;
            }
            fields.add(new Root(field, Introspection.getFieldDef(schema, root(schema), field.getName())));
        }
        return List.copyOf(fields);
    }

    /** The fields of the root; null where they depend on directives, or are in fragments. */
    @Nullable
    List<Root> roots() {
        return roots;
    }

    /** Whether it is a query, and no subscription. */
    boolean isQuery() {
        return definition.getOperation() == OperationDefinition.Operation.QUERY;
    }

    /** The type of its root fields. */
    GraphQLObjectType root(GraphQLSchema schema) {
        return isQuery() ? schema.getQueryType() : Objects.requireNonNull(schema.getSubscriptionType());
    }

    /**
     * A variable of the operation.
     *
     * @param weighed whether the cost depends on its value, and not only on whether it has one
     */
    private record Variable(String name, boolean weighed) {}

    private enum Unweighed {
        ABSENT,
        NULL,
        VALUE
    }

    private static boolean isWeighed(GraphQLSchema schema, VariableDefinition variable) {
        return switch (variable.getType() instanceof NonNullType required ? required.getType() : variable.getType()) {
            case TypeName type ->
                WEIGHED.contains(type.getName()) || !(schema.getType(type.getName()) instanceof GraphQLScalarType);
            // A list: its length is part of the cost.
            default -> true;
        };
    }

    Document document() {
        return document;
    }

    OperationDefinition definition() {
        return definition;
    }

    /** The values of its variables: those that were sent, and the defaults of the others. */
    Map<String, ? extends @Nullable Object> variables(Map<String, ? extends @Nullable Object> sent) {
        if (defaults.isEmpty()) {
            return sent;
        }
        Map<String, @Nullable Object> all = new HashMap<>(defaults);
        all.putAll(sent);
        return all;
    }

    /** The cost with these values, which have been checked. */
    Cost cost(Map<String, ? extends @Nullable Object> values, Supplier<Cost> pricing) {
        List<Object> key = new ArrayList<>(variables.size());
        int size = 0;
        for (Variable variable : variables) {
            Object value = values.get(variable.name());
            if (value == null) {
                key.add(values.containsKey(variable.name()) ? Unweighed.NULL : Unweighed.ABSENT);
            } else if (variable.weighed()) {
                key.add(value);
                size += size(value);
            } else {
                key.add(Unweighed.VALUE);
            }
        }
        return size > LARGEST_KEY ? pricing.get() : costs.get(key, unknown -> pricing.get());
    }

    private static int size(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> object ->
                object.values().stream().mapToInt(PreparedOperation::size).sum() + object.size();
            case Collection<?> list ->
                list.stream().mapToInt(PreparedOperation::size).sum();
            case String text -> 1 + text.length() / LARGEST_KEY;
            case null -> 1;
            default -> 1;
        };
    }
}

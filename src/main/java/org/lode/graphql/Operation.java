package org.lode.graphql;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import graphql.execution.CoercedVariables;
import graphql.language.Directive;
import graphql.language.Document;
import graphql.language.NonNullType;
import graphql.language.OperationDefinition;
import graphql.language.Type;
import graphql.language.TypeName;
import graphql.language.Value;
import graphql.language.VariableDefinition;
import graphql.language.VariableReference;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLSchema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.FieldCollector.ArgumentValues;
import org.lode.model.Failure.BadRequest;
import org.lode.model.Failure.Code;

/**
 * The operation that a request asks to run, with the values of its variables: those that were sent, and the defaults of the others.
 */
public final class Operation {
    private final Prepared prepared;
    private final Map<String, ? extends @Nullable Object> variables;

    Operation(Prepared prepared, Map<String, ? extends @Nullable Object> sent) {
        this.prepared = prepared;
        this.variables = prepared.variables(sent);
    }

    public Document document() {
        return prepared.document;
    }

    public OperationDefinition definition() {
        return prepared.definition;
    }

    public String sha256() {
        return prepared.sha256;
    }

    public Map<String, ? extends @Nullable Object> variables() {
        return variables;
    }

    public boolean isQuery() {
        return prepared.definition.getOperation() == OperationDefinition.Operation.QUERY;
    }

    public void requireQuery() {
        if (!isQuery()) {
            throw new BadRequest(
                    Code.BAD_REQUEST,
                    "operation",
                    "a subscription",
                    "a query; a subscription goes over WebSocket, or with Accept: text/event-stream");
        }
    }

    Prepared prepared() {
        return prepared;
    }

    /** Returns the value of a literal without variables: text for an enum, a list, or a map. */
    public static @Nullable Object constant(Value<?> literal) {
        return new ArgumentValues(Map.of()).value(literal);
    }

    GraphQLObjectType root(GraphQLSchema schema) {
        return isQuery() ? schema.getQueryType() : Objects.requireNonNull(schema.getSubscriptionType());
    }

    /**
     * An operation of a valid document, with what all requests that send it share: the defaults of its variables, its costs and its
     * plans.
     *
     * <p>Most variables do not change the cost. A text or an id costs the same with every value, so the cost is kept by the values
     * of the other variables.
     */
    static final class Prepared {
        /** Costs of operations with more values than this are not cached, so that no request fills the memory. */
        private static final int LARGEST_KEY = 100;

        /** Scalars whose values can change how many fields an answer has. */
        private static final Set<String> WEIGHED = Set.of("Int", "Float", "Boolean");

        private final Document document;
        private final OperationDefinition definition;
        private final String sha256;
        private final Map<String, @Nullable Object> defaults = new HashMap<>();
        /** Whether the cost depends on the value of each variable, and not only on whether it has one. */
        private final Map<String, Boolean> weighed = new LinkedHashMap<>();

        private final Cache<List<Object>, Cost> costs =
                Caffeine.newBuilder().maximumSize(32).build();
        /** Names of the variables that decide which fields the operation has. */
        private final Set<String> conditions;

        private final Cache<Map<String, Object>, QueryPlan> plans =
                Caffeine.newBuilder().maximumSize(32).build();

        Prepared(GraphQLSchema schema, Document document, OperationDefinition definition, String sha256) {
            this.document = document;
            this.definition = definition;
            this.sha256 = sha256;
            for (VariableDefinition variable : definition.getVariableDefinitions()) {
                if (variable.getDefaultValue() != null) {
                    defaults.put(variable.getName(), constant(variable.getDefaultValue()));
                }
                weighed.put(variable.getName(), isWeighed(schema, variable));
            }
            this.conditions = DocumentChecks.nodes(document, Directive.class)
                    .flatMap(directive -> DocumentChecks.nodes(directive, VariableReference.class))
                    .map(VariableReference::getName)
                    .collect(Collectors.toSet());
        }

        @Nullable
        String name() {
            return definition.getName();
        }

        private static boolean isWeighed(GraphQLSchema schema, VariableDefinition variable) {
            Type<?> type = variable.getType() instanceof NonNullType required ? required.getType() : variable.getType();
            // The length of a list is part of the cost.
            return !(type instanceof TypeName named)
                    || WEIGHED.contains(named.getName())
                    || !(schema.getType(named.getName()) instanceof GraphQLScalarType);
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

        /** Returns the cost with these values, which have been checked. */
        Cost cost(Map<String, ? extends @Nullable Object> values, Supplier<Cost> pricing) {
            List<Object> key = new ArrayList<>(weighed.size());
            int size = 0;
            for (Map.Entry<String, Boolean> variable : weighed.entrySet()) {
                Object value = values.get(variable.getKey());
                if (value == null) {
                    // No value of JSON is a character.
                    key.add(values.containsKey(variable.getKey()) ? 'n' : 'a');
                } else if (variable.getValue()) {
                    key.add(value);
                    size += size(value);
                } else {
                    key.add('v');
                }
            }
            return size > LARGEST_KEY ? pricing.get() : costs.get(key, unknown -> pricing.get());
        }

        /** Returns the plan for these variables. */
        QueryPlan plan(CoercedVariables variables, Function<Map<String, Object>, QueryPlan> compiler) {
            Map<String, Object> values = new HashMap<>();
            for (String name : conditions) {
                Object value = variables.get(name);
                if (value != null) {
                    values.put(name, value);
                }
            }
            return plans.get(values, compiler);
        }

        private static int size(@Nullable Object value) {
            return switch (value) {
                case Map<?, ?> object ->
                    object.values().stream().mapToInt(Prepared::size).sum() + object.size();
                case Collection<?> list ->
                    list.stream().mapToInt(Prepared::size).sum();
                case String text -> 1 + text.length() / LARGEST_KEY;
                case null -> 1;
                default -> 1;
            };
        }
    }
}

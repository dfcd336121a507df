package org.lode.operation;

import graphql.language.Document;
import graphql.language.OperationDefinition;
import graphql.language.VariableDefinition;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one operation of a document that is asked to run.
 *
 * @param variables by name, as they were sent, and the defaults of those that were not
 */
public record Operation(
        Document document, OperationDefinition definition, Map<String, ? extends @Nullable Object> variables) {

    /** The operation that is named, or the only one; none if the document leaves it open. */
    static Optional<Operation> of(
            Document document, @Nullable String name, Map<String, ? extends @Nullable Object> variables) {
        List<OperationDefinition> fitting = document.getDefinitionsOfType(OperationDefinition.class).stream()
                .filter(operation -> name == null || name.isEmpty() || name.equals(operation.getName()))
                .toList();
        return fitting.size() == 1
                ? Optional.of(new Operation(document, fitting.getFirst(), withDefaults(fitting.getFirst(), variables)))
                : Optional.empty();
    }

    /** Whether it asks once, rather than to be told from now on. */
    public boolean isQuery() {
        return definition.getOperation() == OperationDefinition.Operation.QUERY;
    }

    /** The type whose fields it asks for first. */
    GraphQLObjectType root(GraphQLSchema schema) {
        return isQuery() ? schema.getQueryType() : Objects.requireNonNull(schema.getSubscriptionType());
    }

    private static Map<String, @Nullable Object> withDefaults(
            OperationDefinition operation, Map<String, ? extends @Nullable Object> sent) {
        Map<String, @Nullable Object> variables = new HashMap<>();
        Given constants = new Given(Map.of());
        for (VariableDefinition variable : operation.getVariableDefinitions()) {
            if (variable.getDefaultValue() != null) {
                variables.put(variable.getName(), constants.value(variable.getDefaultValue()));
            }
        }
        variables.putAll(sent);
        return variables;
    }
}

package org.lode.graphql;

import graphql.language.Argument;
import graphql.language.Directive;
import graphql.language.Document;
import graphql.language.Node;
import graphql.language.OperationDefinition;
import graphql.language.VariableReference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The variables that decide which fields an operation has.
 *
 * @param variables those that {@code @skip} and {@code @include} name
 */
public record Conditions(Set<String> variables) {
    /** Finds them in a document. */
    public static Conditions of(Document document, OperationDefinition operation) {
        Set<String> variables = new TreeSet<>();
        collect(document, variables);
        variables.removeIf(name -> operation.getVariableDefinitions().stream()
                .noneMatch(definition -> definition.getName().equals(name)));
        return new Conditions(variables);
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

    /** Their values among those of all variables. */
    public Map<String, Object> values(Map<String, ? extends @Nullable Object> all) {
        if (variables.isEmpty()) {
            return Map.of();
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (String name : variables) {
            Object value = all.get(name);
            if (value != null) {
                values.put(name, value);
            }
        }
        return values;
    }
}

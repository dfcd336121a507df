package org.lode.graphql;

import graphql.language.Argument;
import graphql.language.ArrayValue;
import graphql.language.BooleanValue;
import graphql.language.EnumValue;
import graphql.language.FloatValue;
import graphql.language.IntValue;
import graphql.language.ObjectField;
import graphql.language.ObjectValue;
import graphql.language.StringValue;
import graphql.language.Value;
import graphql.language.VariableReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads arguments as they were given: plain values, lists and maps, with the values of variables in their places.
 *
 * @param variables by name, defaults included
 */
record Given(Map<String, ? extends @Nullable Object> variables) {

    /** The arguments with a value, by name. */
    Map<String, Object> arguments(List<Argument> arguments) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Argument argument : arguments) {
            Object value = value(argument.getValue());
            if (value != null) {
                values.put(argument.getName(), value);
            }
        }
        return values;
    }

    @Nullable
    Object value(@Nullable Value<?> literal) {
        return switch (literal) {
            case VariableReference variable -> variables.get(variable.getName());
            case IntValue number -> number.getValue();
            case FloatValue number -> number.getValue();
            case StringValue text -> text.getValue();
            case EnumValue word -> word.getName();
            case BooleanValue truth -> truth.isValue();
            case ArrayValue list -> list(list);
            case ObjectValue object -> map(object);
            case null -> null;
            default -> null;
        };
    }

    private List<@Nullable Object> list(ArrayValue literal) {
        List<@Nullable Object> list = new ArrayList<>();
        literal.getValues().forEach(value -> list.add(value(value)));
        return list;
    }

    private Map<String, @Nullable Object> map(ObjectValue literal) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (ObjectField field : literal.getObjectFields()) {
            map.put(field.getName(), value(field.getValue()));
        }
        return map;
    }
}

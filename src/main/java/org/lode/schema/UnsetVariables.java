package org.lode.schema;

import graphql.language.Argument;
import graphql.language.ArrayValue;
import graphql.language.ObjectValue;
import graphql.language.Value;
import graphql.language.VariableReference;
import org.lode.graphql.FieldCall;
import org.lode.model.Failure.BadInput;

/** Finds variables within an argument that were given no value: GraphQL drops what they stand for, and so widens a filter. */
final class UnsetVariables {
    private final FieldCall call;

    private UnsetVariables(FieldCall call) {
        this.call = call;
    }

    /** Refuses an argument with such a variable inside; one that is such a variable as a whole counts as left out. */
    static void refuseIn(FieldCall call, String name) {
        Argument argument = call.field().arguments().stream()
                .filter(given -> given.getName().equals(name))
                .findFirst()
                .orElse(null);
        if (argument != null && !(argument.getValue() instanceof VariableReference)) {
            new UnsetVariables(call).refuse(argument.getValue(), name);
        }
    }

    private void refuse(Value<?> value, String at) {
        switch (value) {
            case VariableReference variable -> refuse(variable, at);
            case ObjectValue object ->
                object.getObjectFields().forEach(field -> refuse(field.getValue(), at + "." + field.getName()));
            case ArrayValue array -> {
                for (int i = 0; i < array.getValues().size(); i++) {
                    refuse(array.getValues().get(i), at + "[" + i + "]");
                }
            }
            default -> {}
        }
    }

    private void refuse(VariableReference variable, String at) {
        if (!call.hasVariable(variable.getName())) {
            throw new BadInput(at, "$" + variable.getName(), "a variable with a value");
        }
    }
}

package org.lode.graphql;

import graphql.GraphQLContext;
import graphql.execution.TypeFromAST;
import graphql.language.Argument;
import graphql.language.ArrayValue;
import graphql.language.Field;
import graphql.language.ObjectValue;
import graphql.language.Value;
import graphql.language.VariableDefinition;
import graphql.language.VariableReference;
import graphql.schema.CoercingParseValueException;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInputObjectField;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNamedSchemaElement;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.BadInput;
import org.lode.model.Failure.Code;
import org.lode.model.Failure.LimitExceeded;
import tools.jackson.databind.json.JsonMapper;

/**
 * Checks the values of variables against their types, as GraphQL's CoerceVariableValues does (section 6.1.2).
 *
 * <p>graphql-java names the variable alone. This check names the path within it, the value and what was expected.
 */
public final class VariableCheck {
    /** The end of messages of this schema's scalars. */
    private static final Pattern EXPECTED = Pattern.compile("\\(expected: (.*)\\)$", Pattern.DOTALL);

    /** Scalars that take no text. */
    private static final Set<String> NOT_TEXT = Set.of("Int", "Float", "Boolean");

    private VariableCheck() {}

    /**
     * Checks the variables with a value.
     *
     * @throws BadInput for the first value at fault
     */
    static void check(GraphQLSchema schema, Operation operation) {
        for (VariableDefinition variable : operation.definition().getVariableDefinitions()) {
            if (operation.variables().containsKey(variable.getName())) {
                GraphQLType type = TypeFromAST.getTypeFromAST(schema, variable.getType());
                check(operation.variables().get(variable.getName()), type, variable.getName());
            }
        }
    }

    /**
     * Checks that no argument of a field is null where its type is non-null. A nullable variable with a default is allowed there, and
     * its value may be null (section 5.8.5).
     *
     * @throws BadInput for the first null at fault
     */
    static void checkNulls(Field field, GraphQLFieldDefinition definition, Operation operation) {
        for (Argument argument : field.getArguments()) {
            GraphQLArgument declared = definition.getArgument(argument.getName());
            visit(argument.getValue(), declared.getType(), argument.getName(), (variable, type, at) -> {
                if (GraphQLTypeUtil.isNonNull(type)
                        && operation.variables().containsKey(variable.getName())
                        && operation.variables().get(variable.getName()) == null) {
                    String printed = GraphQLTypeUtil.simplePrint(type);
                    throw new BadInput(at, null, "a value of type %s for $%s".formatted(printed, variable.getName()));
                }
            });
        }
    }

    /**
     * Checks the size of arguments or variables.
     *
     * @throws LimitExceeded when there are more objects, values or nesting than a limit allows
     */
    static void checkSize(Map<String, ? extends @Nullable Object> given, OperationSettings.Limits limits) {
        Size size = new Size(limits.nesting());
        given.values().forEach(value -> size.count(value, 1));
        LimitExceeded.check(Code.QUERY_TOO_LARGE, "objects", size.objects, limits.objects());
        LimitExceeded.check(Code.QUERY_TOO_LARGE, "values", size.values, limits.values());
    }

    private static final class Size {
        private final int deepest;
        private int objects;
        private int values;

        Size(int deepest) {
            this.deepest = deepest;
        }

        void count(@Nullable Object value, int depth) {
            switch (value) {
                case Map<?, ?> object -> {
                    objects++;
                    object.values().forEach(inner -> within(inner, depth));
                }
                case Collection<?> list -> list.forEach(inner -> within(inner, depth));
                case null -> values++;
                default -> values++;
            }
        }

        private void within(@Nullable Object value, int depth) {
            LimitExceeded.check(Code.QUERY_TOO_DEEP, "nesting", depth, deepest);
            count(value, depth + 1);
        }
    }

    /** Receives a variable within a literal, with the type of its place and the path to it. */
    @FunctionalInterface
    public interface Visitor {
        void visit(VariableReference variable, GraphQLType type, String at);
    }

    /** Visits the variables within a literal of a valid document. */
    public static void visit(Value<?> literal, GraphQLType type, String at, Visitor visitor) {
        GraphQLType nullable = GraphQLTypeUtil.unwrapNonNull(type);
        if (literal instanceof VariableReference variable) {
            visitor.visit(variable, type, at);
        } else if (literal instanceof ObjectValue object && nullable instanceof GraphQLInputObjectType fields) {
            object.getObjectFields().forEach(inner -> {
                GraphQLType below = fields.getField(inner.getName()).getType();
                visit(inner.getValue(), below, at + "." + inner.getName(), visitor);
            });
        } else if (literal instanceof ArrayValue array && nullable instanceof GraphQLList list) {
            for (int i = 0; i < array.getValues().size(); i++) {
                visit(array.getValues().get(i), list.getWrappedType(), at + "[" + i + "]", visitor);
            }
        } else if (literal instanceof ObjectValue && nullable instanceof GraphQLList list) {
            visit(literal, list.getWrappedType(), at, visitor);
        }
    }

    private static void check(@Nullable Object value, GraphQLType type, String at) {
        if (type instanceof GraphQLNonNull nonNull) {
            if (value == null) {
                throw new BadInput(at, null, "a value of type " + GraphQLTypeUtil.simplePrint(type));
            }
            check(value, nonNull.getWrappedType(), at);
        } else if (value != null) {
            switch (type) {
                case GraphQLList list -> list(value, list.getWrappedType(), at);
                case GraphQLInputObjectType object -> object(value, object, at);
                case GraphQLEnumType words -> word(value, words, at);
                case GraphQLScalarType scalar -> scalar(value, scalar, at);
                default -> throw new IllegalStateException(GraphQLTypeUtil.simplePrint(type) + " is no input type");
            }
        }
    }

    /** Checks a list. A value that is no list is coerced to a list of one. */
    private static void list(Object value, GraphQLType type, String at) {
        if (value instanceof Collection<?> elements) {
            int i = 0;
            for (Object element : elements) {
                check(element, type, at + "[" + i++ + "]");
            }
        } else {
            check(value, type, at);
        }
    }

    private static void object(Object value, GraphQLInputObjectType type, String at) {
        if (!(value instanceof Map<?, ?> given)) {
            throw new BadInput(at, json(value), "an object of type " + type.getName());
        }
        for (Object name : given.keySet()) {
            if (type.getField(String.valueOf(name)) == null) {
                String expected = "a field of %s: %s".formatted(type.getName(), names(type.getFields()));
                throw new BadInput(at + "." + name, null, expected);
            }
        }
        for (GraphQLInputObjectField field : type.getFields()) {
            String below = at + "." + field.getName();
            if (given.containsKey(field.getName())) {
                check(given.get(field.getName()), field.getType(), below);
            } else if (GraphQLTypeUtil.isNonNull(field.getType()) && !field.hasSetDefaultValue()) {
                throw new BadInput(below, null, "a value of type " + GraphQLTypeUtil.simplePrint(field.getType()));
            }
        }
    }

    private static String names(List<? extends GraphQLNamedSchemaElement> elements) {
        return elements.stream().map(GraphQLNamedSchemaElement::getName).collect(Collectors.joining(", "));
    }

    private static void word(Object value, GraphQLEnumType type, String at) {
        if (!(value instanceof String word) || type.getValue(word) == null) {
            String expected = "a value of %s: %s".formatted(type.getName(), names(type.getValues()));
            throw new BadInput(at, value instanceof String ? value : json(value), expected);
        }
    }

    private static void scalar(Object value, GraphQLScalarType type, String at) {
        try {
            type.getCoercing().parseValue(value, GraphQLContext.getDefault(), GraphQlErrors.LOCALE);
        } catch (CoercingParseValueException e) {
            boolean isText = value instanceof String && !NOT_TEXT.contains(type.getName());
            throw new BadInput(at, isText ? value : json(value), expected(type, String.valueOf(e.getMessage())));
        }
    }

    /** Returns a value as the client wrote it, so that "true" and true differ. */
    private static String json(Object value) {
        return JsonMapper.shared().writeValueAsString(value);
    }

    private static String expected(GraphQLScalarType type, String message) {
        Matcher ours = EXPECTED.matcher(message);
        return switch (type.getName()) {
            case "Int" -> "a whole number (Int), from -2147483648 to 2147483647";
            case "Float" -> "a number (Float)";
            case "String" -> "text (String)";
            case "Boolean" -> "true or false (Boolean)";
            default -> ours.find() ? ours.group(1) : "a value of type " + type.getName();
        };
    }
}

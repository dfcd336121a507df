package org.lode.graphql;

import graphql.introspection.Introspection;
import graphql.language.Argument;
import graphql.language.ArrayValue;
import graphql.language.BooleanValue;
import graphql.language.Directive;
import graphql.language.DirectivesContainer;
import graphql.language.Document;
import graphql.language.EnumValue;
import graphql.language.Field;
import graphql.language.FloatValue;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.IntValue;
import graphql.language.ObjectValue;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.StringValue;
import graphql.language.TypeName;
import graphql.language.Value;
import graphql.language.VariableReference;
import graphql.schema.GraphQLCompositeType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import graphql.schema.GraphQLUnionType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Collects the fields of a validated operation by their keys in the answer, with fragments expanded and without the fields that
 * {@code @skip} and {@code @include} leave out (section 6.3.2 of the GraphQL specification, CollectFields).
 */
final class FieldCollector {
    private final GraphQLSchema schema;
    private final ArgumentValues values;
    private final Map<String, FragmentDefinition> fragments = new HashMap<>();

    /** @param variables values of the variables by name, at least of those that {@code @skip} and {@code @include} name */
    FieldCollector(GraphQLSchema schema, Document document, Map<String, ? extends @Nullable Object> variables) {
        this.schema = schema;
        this.values = new ArgumentValues(variables);
        document.getDefinitionsOfType(FragmentDefinition.class)
                .forEach(fragment -> fragments.put(fragment.getName(), fragment));
    }

    /** A field with its definition and the values of its arguments. */
    record Called(Field field, GraphQLFieldDefinition definition, Map<String, Object> arguments) {}

    /** A selection set and the type that it selects from. */
    record TypedSelection(@Nullable SelectionSet selections, GraphQLCompositeType type) {}

    /** The fields that an object of this type has. */
    Map<String, List<Field>> of(GraphQLObjectType type, List<SelectionSet> sets) {
        Map<String, List<Field>> collected = new LinkedHashMap<>();
        Walk walk = new Walk(
                condition -> applies(condition, type),
                (field, parent) -> collected
                        .computeIfAbsent(field.getResultKey(), key -> new ArrayList<>())
                        .add(field));
        sets.forEach(set -> walk.take(set, type));
        return collected;
    }

    private boolean applies(GraphQLCompositeType condition, GraphQLObjectType type) {
        return switch (condition) {
            case GraphQLInterfaceType found -> schema.isPossibleType(found, type);
            case GraphQLUnionType union -> schema.isPossibleType(union, type);
            default -> condition.getName().equals(type.getName());
        };
    }

    /** The fields of all types that these selections can meet. */
    Map<String, List<Called>> ofAllTypes(List<TypedSelection> sets) {
        Map<String, List<Called>> collected = new LinkedHashMap<>();
        Walk walk = new Walk(condition -> true, (field, parent) -> {
            GraphQLFieldDefinition definition = Introspection.getFieldDef(schema, parent, field.getName());
            collected
                    .computeIfAbsent(field.getResultKey(), key -> new ArrayList<>())
                    .add(new Called(field, definition, values.of(field.getArguments())));
        });
        sets.forEach(set -> walk.take(set.selections(), set.type()));
        return collected;
    }

    /** The selections below these fields. */
    List<TypedSelection> below(List<Called> fields) {
        List<TypedSelection> below = new ArrayList<>();
        for (Called called : fields) {
            GraphQLType type = GraphQLTypeUtil.unwrapAll(called.definition().getType());
            if (type instanceof GraphQLCompositeType composite) {
                below.add(new TypedSelection(called.field().getSelectionSet(), composite));
            }
        }
        return below;
    }

    private boolean isSkipped(DirectivesContainer<?> selection) {
        return has(selection, "skip", true) || has(selection, "include", false);
    }

    private boolean has(DirectivesContainer<?> selection, String directive, boolean condition) {
        return selection.getDirectives(directive).stream()
                .map(Directive::getArguments)
                .map(values::of)
                .anyMatch(arguments -> Objects.equals(arguments.get("if"), condition));
    }

    /** One walk through selection sets. It expands each named fragment once. */
    private final class Walk {
        private final Predicate<GraphQLCompositeType> applies;
        private final BiConsumer<Field, GraphQLCompositeType> fields;
        private final Set<String> spread = new HashSet<>();

        /**
         * Prepares a walk.
         *
         * @param applies whether fragments on a type are expanded
         * @param fields takes each field and the type that it is selected from
         */
        Walk(Predicate<GraphQLCompositeType> applies, BiConsumer<Field, GraphQLCompositeType> fields) {
            this.applies = applies;
            this.fields = fields;
        }

        void take(@Nullable SelectionSet set, GraphQLCompositeType type) {
            for (Selection<?> selection : set == null ? List.<Selection<?>>of() : set.getSelections()) {
                if (selection instanceof DirectivesContainer<?> container && isSkipped(container)) {
                    continue;
                }
                switch (selection) {
                    case Field field -> fields.accept(field, type);
                    case InlineFragment inline -> take(inline.getTypeCondition(), inline.getSelectionSet(), type);
                    case FragmentSpread name -> {
                        if (spread.add(name.getName())) {
                            FragmentDefinition fragment = Objects.requireNonNull(fragments.get(name.getName()));
                            take(fragment.getTypeCondition(), fragment.getSelectionSet(), type);
                        }
                    }
                    default -> {}
                }
            }
        }

        private void take(@Nullable TypeName condition, SelectionSet set, GraphQLCompositeType type) {
            if (condition == null) {
                take(set, type);
                return;
            }
            GraphQLCompositeType wanted =
                    (GraphQLCompositeType) Objects.requireNonNull(schema.getType(condition.getName()));
            if (applies.test(wanted)) {
                take(set, wanted);
            }
        }
    }

    /**
     * Reads arguments as they were written: plain values, lists and maps, with the values of variables in their places.
     *
     * @param variables values by name, defaults included
     */
    record ArgumentValues(Map<String, ? extends @Nullable Object> variables) {

        /** The arguments with a value, by name. */
        Map<String, Object> of(List<Argument> arguments) {
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
                case ArrayValue array -> {
                    List<@Nullable Object> list = new ArrayList<>();
                    array.getValues().forEach(value -> list.add(value(value)));
                    yield list;
                }
                case ObjectValue object -> {
                    Map<String, @Nullable Object> map = new LinkedHashMap<>();
                    object.getObjectFields().forEach(field -> map.put(field.getName(), value(field.getValue())));
                    yield map;
                }
                case null -> null;
                default -> null;
            };
        }
    }
}

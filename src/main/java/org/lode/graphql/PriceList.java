package org.lode.graphql;

import graphql.introspection.Introspection;
import graphql.schema.GraphQLAppliedDirective;
import graphql.schema.GraphQLDirectiveContainer;
import graphql.schema.GraphQLFieldDefinition;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the schema says of a field's cost by {@code @cost} and {@code @listSize}.
 *
 * @param weight each time that the field is answered; 1 if not told
 * @param assumed objects of its list when no slicing argument tells; 1 if not told
 * @param slicing arguments that tell how many objects
 * @param sized fields of the object that hold the list; none if the field is the list itself
 */
record PriceList(long weight, long assumed, List<String> slicing, Set<String> sized) {
    private static final PriceList INTROSPECTION = new PriceList(1_000, 1, List.of(), Set.of());

    /** About how many elements the lists of introspection have in this schema; its answer never grows with the data. */
    private static final Map<String, Integer> INTROSPECTION_LISTS = Map.of(
            "types",
            200,
            "directives",
            10,
            "fields",
            20,
            "args",
            5,
            "inputFields",
            15,
            "enumValues",
            10,
            "interfaces",
            2,
            "possibleTypes",
            15);

    /** A field below {@code __schema} or {@code __type}. */
    static PriceList ofIntrospection(GraphQLFieldDefinition field) {
        return new PriceList(1, INTROSPECTION_LISTS.getOrDefault(field.getName(), 1), List.of(), Set.of());
    }

    static PriceList of(GraphQLFieldDefinition field) {
        if (field.getName().startsWith("__") && !field.getName().equals(Introspection.TypeNameMetaFieldDef.getName())) {
            return INTROSPECTION;
        }
        GraphQLAppliedDirective size = field.getAppliedDirective("listSize");
        return new PriceList(
                weight(field, 1),
                number(size, "assumedSize"),
                names(size, "slicingArguments").toList(),
                Set.copyOf(names(size, "sizedFields").toList()));
    }

    /** What {@code @cost} says of an element of the schema, or how much it costs without. */
    static long weight(GraphQLDirectiveContainer element, long usual) {
        Object weight = value(element.getAppliedDirective("cost"), "weight");
        return weight == null ? usual : Long.parseLong(weight.toString());
    }

    /** What the arguments cost: their conditions, and the words in them that the schema gives a price. */
    static long arguments(GraphQLFieldDefinition field, Map<String, Object> arguments) {
        long words = field.getArguments().stream()
                .mapToLong(argument -> Inputs.words(argument.getType(), arguments.get(argument.getName())))
                .sum();
        return Inputs.cost(arguments) + words;
    }

    /** How many objects the list has at most, as the arguments tell. */
    long size(Map<String, Object> arguments) {
        return slicing.stream()
                .map(arguments::get)
                .filter(Objects::nonNull)
                .mapToLong(PriceList::count)
                .max()
                .orElse(assumed);
    }

    private static long number(@Nullable GraphQLAppliedDirective directive, String argument) {
        return value(directive, argument) instanceof Integer number ? number : 1;
    }

    private static Stream<String> names(@Nullable GraphQLAppliedDirective directive, String argument) {
        return value(directive, argument) instanceof List<?> names
                ? names.stream().map(String::valueOf)
                : Stream.of();
    }

    private static @Nullable Object value(@Nullable GraphQLAppliedDirective directive, String argument) {
        return directive == null
                ? null
                : Objects.requireNonNull(directive.getArgument(argument)).getValue();
    }

    private static long count(Object given) {
        return switch (given) {
            case Number number -> Math.max(0, number.longValue());
            case Collection<?> list -> list.size();
            default -> 1;
        };
    }
}

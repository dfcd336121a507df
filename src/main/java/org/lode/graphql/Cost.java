package org.lode.graphql;

import graphql.GraphQLContext;
import graphql.introspection.Introspection;
import graphql.schema.GraphQLAppliedDirective;
import graphql.schema.GraphQLDirectiveContainer;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLEnumValueDefinition;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.FieldCollector.Called;
import org.lode.graphql.FieldCollector.TypedSelection;

/**
 * The cost of an operation.
 *
 * @param requested before it runs: an upper bound, but for lists whose size is assumed
 * @param limit what an operation may cost
 * @param weights of the fields, in the order of their places in a {@link FieldIndex}
 */
public record Cost(List<FieldCost> fields, long requested, long limit, List<Long> weights) {
    /** The largest cost, above every limit: sums stop here instead of overflowing. */
    private static final long MOST = 1_000_000_000_000L;

    /**
     * Calculates the cost of an operation before it runs.
     *
     * @throws org.lode.model.LimitExceeded when the arguments of one field hold more than a limit allows
     */
    static Cost of(GraphQLSchema schema, Operation operation, OperationSettings.Limits limits) {
        List<FieldCost> fields = new Calculation(schema, operation, limits).fields();
        List<Long> weights = new ArrayList<>();
        fields.forEach(field -> add(field, weights));
        return new Cost(fields, requested(fields), limits.cost(), List.copyOf(weights));
    }

    /** Returns the cost of the operation that has this context. */
    static Cost of(GraphQLContext context) {
        return Objects.requireNonNull(context.<Cost>get(Cost.class));
    }

    private static void add(FieldCost field, List<Long> weights) {
        weights.add(field.weight());
        field.fields().forEach(below -> add(below, weights));
    }

    private static long requested(List<FieldCost> fields) {
        return fields.stream()
                .mapToLong(field -> plus(field.weight(), times(field.size(), requested(field.fields()))))
                .reduce(0, Cost::plus);
    }

    private static long plus(long a, long b) {
        return Math.min(a + b, MOST);
    }

    private static long times(long a, long b) {
        return b != 0 && a > MOST / b ? MOST : a * b;
    }

    /**
     * The cost of a field with the fields below it.
     *
     * @param key name in the answer
     * @param weight each time that the field is answered
     * @param size how many objects it gives each time, at most or as assumed
     * @param fields below it
     */
    record FieldCost(String key, long weight, long size, List<FieldCost> fields) {}

    /** Numbers the fields of an operation, each before those below it, so that an answer is priced while it is written. */
    static final class FieldIndex {
        /** The place of the parent of the root fields. */
        static final int ROOT = -1;

        private static final int NONE = -2;
        private final List<Map<String, Integer>> below = new ArrayList<>();
        private final Map<String, Integer> roots = new HashMap<>();

        FieldIndex(Cost cost) {
            cost.fields().forEach(field -> roots.put(field.key(), number(field)));
        }

        private int number(FieldCost cost) {
            int place = below.size();
            Map<String, Integer> fields = new HashMap<>();
            below.add(fields);
            cost.fields().forEach(field -> fields.put(field.key(), number(field)));
            return place;
        }

        /** Returns the place of the field with this key below another. It is the same for all types of the object. */
        int below(int place, String key) {
            Map<String, Integer> fields =
                    place == ROOT ? roots : place == NONE ? Map.<String, Integer>of() : below.get(place);
            return fields.getOrDefault(key, NONE);
        }
    }

    /**
     * Calculates what the fields of an operation cost.
     *
     * <p>Each field costs 1, or what {@code @cost} says, each time that it is answered. It is answered as often as there are objects
     * around it: as many as {@code first} or {@code last} ask for, else as {@code @listSize} assumes. Conditions in its arguments
     * cost by themselves ({@link #conditions}), and so do enum values that have a cost in the schema. Where fragments on several
     * types meet, the costlier counts.
     *
     * <p>After the cost directives of IBM's GraphQL cost specification, with a weight of 1 for fields without any.
     */
    private static final class Calculation {
        /** This many values of introspection cost 1, since no statement reads them. */
        private static final long INTROSPECTED = 100;

        private static final long CONDITION = 10;
        private static final long RELATED = 10;
        private static final long MOST_OF_CONDITION = 1_000_000_000L;
        private static final Set<String> OVER_ROWS = Set.of("some", "none", "every");

        private final GraphQLSchema schema;
        private final FieldCollector collector;
        private final Operation operation;
        private final OperationSettings.Limits limits;

        Calculation(GraphQLSchema schema, Operation operation, OperationSettings.Limits limits) {
            this.schema = schema;
            this.collector = new FieldCollector(schema, operation.document(), operation.variables());
            this.operation = operation;
            this.limits = limits;
        }

        List<FieldCost> fields() {
            TypedSelection root = new TypedSelection(operation.definition().getSelectionSet(), operation.root(schema));
            return fields(List.of(root), Set.of(), 1);
        }

        /** @param sized names of the fields whose size the field above them determines (sizedFields) */
        private List<FieldCost> fields(List<TypedSelection> selections, Set<String> sized, long size) {
            List<FieldCost> costs = new ArrayList<>();
            collector.ofAllTypes(selections).forEach((key, fields) -> costs.add(field(key, fields, sized, size)));
            return costs;
        }

        private FieldCost field(String key, List<Called> fields, Set<String> sized, long above) {
            long weight = 0;
            long objects = 0;
            Set<String> below = Set.of();
            long size = 1;
            for (Called field : fields) {
                VariableCheck.checkNulls(field.field(), field.definition(), operation);
                VariableCheck.checkSize(field.arguments(), limits);
                SchemaCost list = SchemaCost.of(field.definition());
                below = list.sized();
                size = Math.max(size, list.size(field.arguments()));
                objects =
                        Math.max(objects, sized.contains(field.field().getName()) ? above : below.isEmpty() ? size : 1);
                weight = Math.max(weight, list.weight() + arguments(field.definition(), field.arguments()));
            }
            String name = fields.getFirst().definition().getName();
            if (name.equals("__schema") || name.equals("__type")) {
                long values = introspected(collector.below(fields));
                return new FieldCost(key, weight + values / INTROSPECTED, objects, List.of());
            }
            return new FieldCost(key, weight, objects, fields(collector.below(fields), below, size));
        }

        /** Estimates how many values these fields of introspection give. */
        private long introspected(List<TypedSelection> selections) {
            long values = 0;
            for (List<Called> fields : collector.ofAllTypes(selections).values()) {
                long size = SchemaCost.introspected(fields.getFirst().definition());
                values = Math.min(values + size * (1 + introspected(collector.below(fields))), MOST);
            }
            return values;
        }

        /** Returns the cost of arguments: of their conditions, and of the enum values with {@code @cost}. */
        private static long arguments(GraphQLFieldDefinition field, Map<String, Object> arguments) {
            long enumValues = field.getArguments().stream()
                    .mapToLong(argument -> enumValues(argument.getType(), arguments.get(argument.getName())))
                    .sum();
            return enumValues
                    + arguments.values().stream()
                            .mapToLong(value -> conditions(value, CONDITION))
                            .sum();
        }

        /**
         * Returns the cost of the conditions within a value. Each object costs 10. Within each {@code some}, {@code none} or {@code
         * every} it costs ten times as much, since every related row is checked.
         */
        private static long conditions(@Nullable Object value, long each) {
            return switch (value) {
                case Map<?, ?> object ->
                    each
                            + object.entrySet().stream()
                                    .mapToLong(entry -> conditions(
                                            entry.getValue(),
                                            OVER_ROWS.contains(entry.getKey())
                                                    ? Math.min(each * RELATED, MOST_OF_CONDITION)
                                                    : each))
                                    .sum();
                case Collection<?> list ->
                    list.stream().mapToLong(inner -> conditions(inner, each)).sum();
                case null -> 0;
                default -> 0;
            };
        }

        /** Returns the sum of {@code @cost} over the enum values within a value. */
        private static long enumValues(GraphQLType type, @Nullable Object value) {
            return switch (GraphQLTypeUtil.unwrapNonNull(type)) {
                case GraphQLList list ->
                    (value instanceof Collection<?> several ? several.stream() : Stream.ofNullable(value))
                            .mapToLong(one -> enumValues(list.getWrappedType(), one))
                            .sum();
                case GraphQLInputObjectType input ->
                    value instanceof Map<?, ?> object
                            ? input.getFieldDefinitions().stream()
                                    .mapToLong(field -> enumValues(field.getType(), object.get(field.getName())))
                                    .sum()
                            : 0;
                case GraphQLEnumType values -> {
                    GraphQLEnumValueDefinition found = values.getValue(String.valueOf(value));
                    yield found == null ? 0 : SchemaCost.weight(found, 0);
                }
                default -> 0;
            };
        }
    }

    /**
     * The directives {@code @cost} and {@code @listSize} of a field.
     *
     * @param weight each time that the field is answered; 1 by default
     * @param assumed objects of its list without a slicing argument; 1 by default
     * @param slicing arguments with the number of objects
     * @param sized fields of the object that hold the list; none if the field is the list itself
     */
    private record SchemaCost(long weight, long assumed, List<String> slicing, Set<String> sized) {
        private static final SchemaCost INTROSPECTION = new SchemaCost(1_000, 1, List.of(), Set.of());

        /** Estimated sizes of the lists of introspection in this schema. They never grow with the data. */
        private static final Map<String, Integer> INTROSPECTION_LISTS = Map.of(
                "types", 200,
                "directives", 10,
                "fields", 20,
                "args", 5,
                "inputFields", 15,
                "enumValues", 10,
                "interfaces", 2,
                "possibleTypes", 15);

        static SchemaCost of(GraphQLFieldDefinition field) {
            if (field.getName().startsWith("__")
                    && !field.getName().equals(Introspection.TypeNameMetaFieldDef.getName())) {
                return INTROSPECTION;
            }
            GraphQLAppliedDirective size = field.getAppliedDirective("listSize");
            return new SchemaCost(
                    weight(field, 1),
                    value(size, "assumedSize") instanceof Integer assumed ? assumed : 1,
                    names(size, "slicingArguments").toList(),
                    Set.copyOf(names(size, "sizedFields").toList()));
        }

        /** Estimates the size of a field below {@code __schema} or {@code __type}. */
        static int introspected(GraphQLFieldDefinition field) {
            return INTROSPECTION_LISTS.getOrDefault(field.getName(), 1);
        }

        /** Returns the weight in {@code @cost} of an element of the schema, or the usual weight without it. */
        static long weight(GraphQLDirectiveContainer element, long usual) {
            Object weight = value(element.getAppliedDirective("cost"), "weight");
            return weight == null ? usual : Long.parseLong(weight.toString());
        }

        /** Returns the largest value of the slicing arguments, or the assumed size when none is given. */
        long size(Map<String, Object> arguments) {
            return slicing.stream()
                    .map(arguments::get)
                    .filter(Objects::nonNull)
                    .mapToLong(value -> switch (value) {
                        case Number number -> Math.max(0, number.longValue());
                        case Collection<?> list -> list.size();
                        default -> 1;
                    })
                    .max()
                    .orElse(assumed);
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
    }
}

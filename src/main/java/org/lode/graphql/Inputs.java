package org.lode.graphql;

import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLEnumValueDefinition;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.Code;
import org.lode.model.Failure.LimitExceeded;

/** Counts and prices what is within arguments or variables. */
final class Inputs {
    private static final long CONDITION = 10;
    private static final long RELATED = 10;
    private static final long MOST = 1_000_000_000L;
    private static final Set<String> OVER_ROWS = Set.of("some", "none", "every");

    private final int deepest;
    private int objects;
    private int values;

    private Inputs(int deepest) {
        this.deepest = deepest;
    }

    /** Fails if there is more within these values than a limit allows. */
    static void check(Map<String, ? extends @Nullable Object> given, LimitSettings limits) {
        Inputs inputs = new Inputs(limits.nesting());
        given.values().forEach(value -> inputs.count(value, 1));
        LimitExceeded.check(Code.QUERY_TOO_LARGE, "objects", inputs.objects, limits.objects());
        LimitExceeded.check(Code.QUERY_TOO_LARGE, "values", inputs.values, limits.values());
    }

    /**
     * What the conditions within these values cost: each object 10, and ten times as much within each {@code some}, {@code none}
     * or {@code every}, for it is checked on every related row.
     */
    static long cost(Map<String, ? extends @Nullable Object> given) {
        return given.values().stream()
                .mapToLong(value -> cost(value, CONDITION))
                .sum();
    }

    private static long cost(@Nullable Object value, long each) {
        return switch (value) {
            case Map<?, ?> object ->
                each
                        + object.entrySet().stream()
                                .mapToLong(entry -> cost(
                                        entry.getValue(),
                                        OVER_ROWS.contains(entry.getKey()) ? Math.min(each * RELATED, MOST) : each))
                                .sum();
            case Collection<?> list ->
                list.stream().mapToLong(inner -> cost(inner, each)).sum();
            case null -> 0;
            default -> 0;
        };
    }

    /** What the words within a value cost by themselves, as {@code @cost} of their enum values says. */
    static long words(GraphQLType type, @Nullable Object value) {
        return switch (GraphQLTypeUtil.unwrapNonNull(type)) {
            case GraphQLList list ->
                (value instanceof Collection<?> several ? several.stream() : Stream.ofNullable(value))
                        .mapToLong(one -> words(list.getWrappedType(), one))
                        .sum();
            case GraphQLInputObjectType input ->
                value instanceof Map<?, ?> object
                        ? input.getFieldDefinitions().stream()
                                .mapToLong(field -> words(field.getType(), object.get(field.getName())))
                                .sum()
                        : 0;
            case GraphQLEnumType words -> {
                GraphQLEnumValueDefinition word = words.getValue(String.valueOf(value));
                yield word == null ? 0 : PriceList.weight(word, 0);
            }
            default -> 0;
        };
    }

    private void count(@Nullable Object value, int depth) {
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

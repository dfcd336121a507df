package org.lode.record;

import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lode.query.Group;
import org.lode.query.Page;
import org.lode.query.Row;
import org.lode.query.Totals;

/** The fields of groups, of what they share, of aggregates and of edges. */
final class GroupFields {
    private GroupFields() {}

    static Map<String, DataFetcher<?>> ofEdge() {
        return Map.of(
                "node",
                Described.one(Row.class, env -> source(env, Page.Edge.class).row()));
    }

    static Map<String, DataFetcher<?>> ofGroup() {
        return Map.of(
                "key", Described.one(Group.class, env -> source(env, Group.class)),
                "aggregate",
                        Described.one(
                                Totals.class, env -> source(env, Group.class).totals()));
    }

    /** @param names the keys that the schema offers */
    static Map<String, DataFetcher<?>> ofKey(List<String> names) {
        Map<String, DataFetcher<?>> fetchers = new LinkedHashMap<>();
        names.forEach(name -> fetchers.put(name, Described.one(Row.class, env -> key(source(env, Group.class), name))));
        return fetchers;
    }

    /** @param names the count and the sums that the schema offers */
    static Map<String, DataFetcher<?>> ofAggregate(List<String> names) {
        Map<String, DataFetcher<?>> fetchers = new LinkedHashMap<>();
        names.forEach(name ->
                fetchers.put(name, Described.one(Totals.Sum.class, env -> sum(source(env, Totals.class), name))));
        return fetchers;
    }

    private static @Nullable Object key(Group group, String name) {
        Row row = group.rows().get(name);
        return row != null ? row : group.values().get(name);
    }

    private static @Nullable Object sum(Totals totals, String name) {
        return name.equals("count") ? totals.count() : totals.sums().get(name);
    }

    private static <T> T source(DataFetchingEnvironment env, Class<T> type) {
        return type.cast(Objects.requireNonNull(env.<Object>getSource()));
    }
}

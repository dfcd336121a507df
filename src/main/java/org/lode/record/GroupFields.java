package org.lode.record;

import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lode.kind.RecordKind;
import org.lode.kind.Table;
import org.lode.query.Group;
import org.lode.query.GroupKey;
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

    static Map<String, DataFetcher<?>> ofKey(Collection<GroupKey> keys) {
        Map<String, DataFetcher<?>> fetchers = new LinkedHashMap<>();
        keys.forEach(key ->
                fetchers.put(key.name(), Described.one(Row.class, env -> key(source(env, Group.class), key.name()))));
        return fetchers;
    }

    static Map<String, DataFetcher<?>> ofAggregate(Table table) {
        Map<String, DataFetcher<?>> fetchers = new LinkedHashMap<>();
        fetchers.put("count", env -> source(env, Totals.class).count());
        if (table instanceof RecordKind kind) {
            kind.aggregates()
                    .forEach(aggregate -> fetchers.put(
                            aggregate.name(),
                            Described.one(
                                    Totals.Sum.class,
                                    env -> source(env, Totals.class).sums().get(aggregate.name()))));
        }
        return fetchers;
    }

    private static @Nullable Object key(Group group, String name) {
        Row row = group.rows().get(name);
        return row != null ? row : group.values().get(name);
    }

    private static <T> T source(DataFetchingEnvironment env, Class<T> type) {
        return type.cast(Objects.requireNonNull(env.<Object>getSource()));
    }
}

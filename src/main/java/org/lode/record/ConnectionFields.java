package org.lode.record;

import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.SelectedField;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.lode.failure.BadInput;
import org.lode.kind.RecordKind;
import org.lode.kind.Table;
import org.lode.query.Group;
import org.lode.query.GroupKey;
import org.lode.query.GroupRequest;
import org.lode.query.Page;
import org.lode.query.PageInfo;
import org.lode.query.PageRequest;
import org.lode.query.Row;
import org.lode.query.Selection;
import org.lode.query.Totals;
import org.lode.release.Release;
import org.lode.release.Releases;

/** The fields of every connection type: rows, counts and groups, each one load for all parents. */
final class ConnectionFields {
    private final RecordStore store;
    private final Plans plans;
    private final GroupKeys keys;

    ConnectionFields(RecordStore store, Plans plans) {
        this.store = store;
        this.plans = plans;
        this.keys = new GroupKeys(plans.data());
    }

    /** Fetchers by field name, the same for every table. */
    Map<String, DataFetcher<?>> fetchers(Table table) {
        Map<String, DataFetcher<?>> fetchers = new HashMap<>();
        fetchers.put("nodes", Described.list(Row.class, env -> page(env).thenApply(Page::rows)));
        fetchers.put("edges", Described.list(Page.Edge.class, env -> page(env).thenApply(Page::edges)));
        fetchers.put("pageInfo", Described.one(PageInfo.class, env -> page(env).thenApply(Page::info)));
        fetchers.put("totalCount", env -> totals(env).thenApply(Totals::count));
        fetchers.put("aggregate", Described.one(Totals.class, this::totals));
        fetchers.put("groups", Described.list(Group.class, env -> groups(env, table)));
        fetchers.put("release", Described.one(Release.class, ConnectionFields::release));
        fetchers.put("exportUrl", env -> ExportUrls.of(env, source(env)));
        return fetchers;
    }

    private static Release release(DataFetchingEnvironment env) {
        int sequence = source(env).plan().listing().sequence();
        return Releases.of(env.getGraphQlContext()).require(sequence);
    }

    private CompletableFuture<Page> page(DataFetchingEnvironment env) {
        RowConnection connection = source(env);
        Plan plan = connection.plan();
        return Loads.of(env, plan.name() + "#rows", connection.parent(), parents -> store.pages(plan, parents));
    }

    private CompletableFuture<Totals> totals(DataFetchingEnvironment env) {
        RowConnection connection = source(env);
        Plan plan = connection.plan();
        return Loads.of(env, plan.name() + "#totals", connection.parent(), parents -> store.totals(plan, parents));
    }

    private CompletableFuture<List<Group>> groups(DataFetchingEnvironment env, Table table) {
        RowConnection connection = source(env);
        Plan plan = connection.plan();
        return Loads.of(
                env,
                Loads.field(env) + plan.at().key() + "#groups",
                connection.parent(),
                parents -> store.groups(plan, request(env, table), parents));
    }

    private GroupRequest request(DataFetchingEnvironment env, Table table) {
        List<Map<String, Object>> orderBy = env.getArgument("orderBy");
        Integer first = env.getArgument("first");
        return new GroupRequest(
                by(env, table),
                GroupOrders.read(table, orderBy == null ? List.of() : orderBy),
                first == null ? null : PageRequest.checked("first", first));
    }

    private Map<GroupKey, @Nullable Selection> by(DataFetchingEnvironment env, Table table) {
        List<String> names = Objects.requireNonNull(env.getArgument("by"));
        if (names.isEmpty()) {
            throw new BadInput("by", names, "at least one thing to group by");
        }
        Map<GroupKey, @Nullable Selection> by = new LinkedHashMap<>();
        for (String name : names) {
            GroupKey key = keys.of(table, name);
            by.put(key, selection(key, env));
        }
        return by;
    }

    private @Nullable Selection selection(GroupKey key, DataFetchingEnvironment env) {
        RecordKind target = key.target();
        if (target == null) {
            return null;
        }
        List<SelectedField> asked = new ArrayList<>();
        env.getSelectionSet()
                .getFields("key/" + key.name())
                .forEach(field -> asked.addAll(SelectionReader.below(field)));
        return plans.selection(target, asked);
    }

    private static RowConnection source(DataFetchingEnvironment env) {
        return Objects.requireNonNull(env.getSource());
    }
}

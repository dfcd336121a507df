package org.lode.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.FieldCall;
import org.lode.graphql.PlannedField;
import org.lode.graphql.Resolver;
import org.lode.graphql.Resolvers;
import org.lode.graphql.Returned;
import org.lode.graphql.Selection;
import org.lode.model.BadInput;
import org.lode.model.DataPackage;
import org.lode.model.RecordKind;
import org.lode.model.Relation;
import org.lode.model.Table;
import org.lode.query.GroupRequest;
import org.lode.query.ListStore;
import org.lode.query.Listing;
import org.lode.query.Order;
import org.lode.query.Page;
import org.lode.query.PageRequest;
import org.lode.query.ReadAt;
import org.lode.query.Row;
import org.lode.query.RowStore;
import org.lode.query.Totals;
import org.lode.schema.ListLoad.Connection;
import org.lode.schema.RowAt.Wanted;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Fields that give lists of rows, and the fields of these lists: rows, cursors, counts, sums and groups. */
@Component
final class ListFields implements Resolvers.Source {
    private final DataPackage data;
    private final ListStore store;
    private final RowStore rows;
    private final RowReader reader;
    private final GroupKeys keys;

    ListFields(DataPackage data, ListStore store, RowStore rows, RowReader reader) {
        this.data = data;
        this.store = store;
        this.rows = rows;
        this.reader = reader;
        this.keys = new GroupKeys(data);
    }

    /** A row in its page. */
    private record Edge(Page<?> page, int place, RowAt row) {}

    /**
     * The rows of a list that share a key, in one release.
     *
     * @param rows the records of the key by name; those that were read
     */
    private record GroupAt(Totals.Group group, Map<String, RowAt> rows) {}

    @Override
    public void register(Resolvers resolvers) {
        data.shown().forEach(kind -> resolvers.add("Query", kind.plural(), root(kind)));
        Types.shown(data).forEach(table -> register(resolvers, table));
        resolvers.addComponents("UsdAggregate", Totals.Sum.class);
        resolvers.addComponents("PageInfo", Page.Info.class);
        resolvers.addValue(
                "PageInfo",
                "startCursor",
                (source, call) -> ((Page.Info) source).start().get());
        resolvers.addValue(
                "PageInfo",
                "endCursor",
                (source, call) -> ((Page.Info) source).end().get());
    }

    private void register(Resolvers resolvers, Table table) {
        String type = Types.name(table);
        String list = type + "Connection";
        resolvers.add(list, "nodes", pages(ListLoad.Rows::rows));
        resolvers.add(list, "edges", pages(ListFields::edges));
        resolvers.add(list, "pageInfo", pages(rows -> rows.page().info()));
        resolvers.add(list, "totalCount", totals(Totals::count));
        resolvers.add(list, "aggregate", totals(totals -> totals));
        resolvers.addBatch(list, "groups", (sources, call) -> groups(sources, call, table));
        resolvers.addValue(
                list,
                "release",
                (source, call) -> call.releases()
                        .require(((Connection) source).load().at().sequence()));
        resolvers.addValue(list, "exportUrl", (source, call) -> {
            Connection connection = (Connection) source;
            return call.address(ExportUrls.of(connection.load().listing(), connection.parent(), call));
        });
        resolvers.addValue(type + "Edge", "node", (source, call) -> ((Edge) source).row());
        resolvers.addValue(type + "Edge", "cursor", (source, call) -> {
            Edge edge = (Edge) source;
            return edge.page().cursor(edge.place());
        });
        resolvers.addValue(type + "Group", "key", (source, call) -> source);
        resolvers.addValue(
                type + "Group",
                "aggregate",
                (source, call) -> counted(source, ((GroupAt) source).group().totals(), call));
        keys.all(table)
                .values()
                .forEach(key -> resolvers.addValue(type + "GroupKey", key.name(), (source, call) -> {
                    GroupAt group = (GroupAt) source;
                    return key.target() == null
                            ? group.group().values().get(key.name())
                            : group.rows().get(key.name());
                }));
        resolvers.addValue(type + "Aggregate", "count", (source, call) -> ((Totals) source).count());
        aggregates(table)
                .forEach(aggregate -> resolvers.addValue(
                        type + "Aggregate",
                        aggregate.name(),
                        (source, call) -> ((Totals) source).sums().get(aggregate.name())));
    }

    /** The list of all records of a kind. */
    private Resolver.Batch root(RecordKind kind) {
        return (sources, call) -> {
            PageRequest page = page(call);
            ReadAt at = ListRelease.of(
                    call, page, () -> listing(call, kind, null, 0).fingerprint(""));
            return Mono.just(List.of(load(call, kind, null, page, at).of("")));
        };
    }

    /** The list of the rows that a relation leads to from a row. */
    Resolver.Batch below(Relation.Many via) {
        return (sources, call) -> {
            PageRequest page = page(call);
            Map<ReadAt, ListLoad> loads = new HashMap<>();
            List<Object> lists = new ArrayList<>(sources.size());
            for (Object source : sources) {
                lists.add(below(call, via, page, (RowAt) source, loads));
            }
            return Mono.just(lists);
        };
    }

    private Object below(FieldCall call, Relation.Many via, PageRequest page, RowAt row, Map<ReadAt, ListLoad> loads) {
        try {
            String parent = row.row().id();
            ReadAt at = ListRelease.below(
                    call, row, page, () -> listing(call, via.target(), via, 0).fingerprint(parent));
            return loads.computeIfAbsent(at, release -> load(call, via.target(), via, page, release))
                    .of(parent);
        } catch (RuntimeException e) {
            return new Resolver.Failed(e);
        }
    }

    /** All rows that a relation leads to from a row, as a plain list. */
    Resolver.Batch all(Relation.Many via) {
        PageRequest everything = new PageRequest(Integer.MAX_VALUE - 1, false, null, null);
        return (sources, call) -> {
            Row.Detail need = reader.need(call.field(), via.target());
            Map<ReadAt, ListLoad> loads = new HashMap<>();
            List<Connection> lists = new ArrayList<>(sources.size());
            for (Object source : sources) {
                RowAt row = (RowAt) source;
                lists.add(loads.computeIfAbsent(row.at(), at -> {
                            Listing listing =
                                    new Listing(via.target(), via, at.sequence(), Map.of(), new Order(List.of()));
                            return new ListLoad(
                                    store,
                                    rows,
                                    call,
                                    new ListLoad.Wish(listing, everything, at, need, false, false, List.of()));
                        })
                        .of(row.row().id()));
            }
            return each(
                    lists,
                    ListLoad::pages,
                    (found, list) ->
                            Objects.requireNonNull(found.get(list.parent())).rows());
        };
    }

    private ListLoad load(FieldCall call, Table table, Relation.@Nullable Many via, PageRequest page, ReadAt at) {
        Listing listing = listing(call, table, via, at.sequence());
        boolean positions = call.selects("edges", "cursor")
                || call.selects("pageInfo", "startCursor")
                || call.selects("pageInfo", "endCursor");
        boolean counted = (call.selects("nodes") || call.selects("edges") || call.selects("pageInfo"))
                && (call.selects("totalCount") || call.selects("aggregate"));
        boolean sums = asksForSums(call);
        return new ListLoad(
                store,
                rows,
                call,
                new ListLoad.Wish(
                        listing,
                        page,
                        at,
                        need(call, table),
                        positions,
                        counted && !sums,
                        sums ? aggregates(table) : List.of()));
    }

    private Listing listing(FieldCall call, Table table, Relation.@Nullable Many via, int sequence) {
        Map<String, Object> given = call.argument("filter");
        UnsetVariables.refuseIn(call, "filter");
        PinnedFilter filter =
                PinnedFilter.of("filter", call.field().argumentType("filter"), given == null ? Map.of() : given);
        if (sequence > 0) {
            filter.check(call.releases(), sequence);
        }
        List<Map<String, Object>> orderBy = call.argument("orderBy");
        Order order = Listings.order(data, table, orderBy == null ? List.of() : orderBy);
        return new Listing(table, via, sequence, filter.bare(), order);
    }

    private static PageRequest page(FieldCall call) {
        return PageRequest.of(
                call.argument("first"), call.argument("after"), call.argument("last"), call.argument("before"));
    }

    /** What all fields of a connection ask of its rows. */
    private Row.Detail need(FieldCall call, Table table) {
        Row.Detail need = Row.Detail.ID;
        for (PlannedField field : Objects.requireNonNull(call.field().only()).fields()) {
            Selection below = field.only();
            if (below != null && field.name().equals("nodes")) {
                need = need.and(reader.need(below, table));
            } else if (below != null && field.name().equals("edges")) {
                for (PlannedField edge : below.fields()) {
                    need = edge.name().equals("node") ? need.and(reader.need(edge, table)) : need;
                }
            }
        }
        return need;
    }

    /** Whether a connection is asked for more than counts. */
    private static boolean asksForSums(FieldCall call) {
        return Objects.requireNonNull(call.field().only()).fields().stream()
                .filter(field -> field.name().equals("aggregate"))
                .anyMatch(ListFields::asksForSums);
    }

    private static boolean asksForSums(PlannedField aggregate) {
        return Objects.requireNonNull(aggregate.only()).fields().stream()
                .anyMatch(
                        field -> !field.name().equals("count") && !field.name().startsWith("__"));
    }

    private static List<RecordKind.Aggregate> aggregates(Table table) {
        return table instanceof RecordKind kind ? kind.aggregates() : List.of();
    }

    private static List<Edge> edges(ListLoad.Rows rows) {
        List<Edge> edges = new ArrayList<>();
        for (RowAt row : rows.rows()) {
            edges.add(new Edge(rows.page(), edges.size(), row));
        }
        return edges;
    }

    private static Resolver.Batch pages(Function<ListLoad.Rows, Object> part) {
        return (sources, call) -> each(
                connections(sources),
                ListLoad::pages,
                (found, list) -> part.apply(Objects.requireNonNull(found.get(list.parent()))));
    }

    private static Resolver.Batch totals(Function<Totals, Object> part) {
        return (sources, call) -> each(
                connections(sources),
                ListLoad::totals,
                (found, list) -> part.apply(counted(list, Objects.requireNonNull(found.get(list.parent())), call)));
    }

    /** Notes for a citation of the answer how many records a figure is made of. */
    private static Totals counted(Object list, Totals totals, FieldCall call) {
        Returned returned = call.context().get(Returned.class);
        if (returned != null) {
            returned.count(list, totals.count());
        }
        return totals;
    }

    @SuppressWarnings("unchecked")
    private static List<Connection> connections(List<?> sources) {
        return (List<Connection>) sources;
    }

    private interface Part<T> {
        Object of(Map<String, T> found, Connection list);
    }

    /** A part of each list. Lists that were read at different releases have loads of their own. */
    private static <T> Mono<? extends List<?>> each(
            List<Connection> lists, Function<ListLoad, Mono<Map<String, T>>> read, Part<T> part) {
        ListLoad first = lists.getFirst().load();
        if (lists.stream().allMatch(list -> list.load() == first)) {
            return read.apply(first)
                    .map(found ->
                            lists.stream().map(list -> part.of(found, list)).toList());
        }
        IdentityHashMap<ListLoad, Map<String, T>> all = new IdentityHashMap<>();
        return Flux.fromStream(lists.stream().map(Connection::load).distinct())
                .concatMap(load -> read.apply(load).doOnNext(found -> all.put(load, found)))
                .then(Mono.fromSupplier(() -> lists.stream()
                        .map(list -> part.of(Objects.requireNonNull(all.get(list.load())), list))
                        .toList()));
    }

    private Mono<? extends List<?>> groups(List<?> sources, FieldCall call, Table table) {
        List<Map<String, Object>> orderBy = call.argument("orderBy");
        Integer first = call.argument("first");
        List<GroupRequest.Key> by = by(call, table);
        GroupRequest request = new GroupRequest(
                by,
                GroupOrders.read(table, orderBy == null ? List.of() : orderBy),
                first == null ? null : PageRequest.checked("first", first));
        boolean sums = Objects.requireNonNull(call.field().only()).fields().stream()
                .anyMatch(field -> field.name().equals("aggregate") && asksForSums(field));
        List<RecordKind.Aggregate> aggregates = sums ? aggregates(table) : List.of();
        List<Connection> lists = connections(sources);
        return each(
                        lists,
                        load -> load.groups(request, aggregates),
                        (found, list) -> found.getOrDefault(list.parent(), List.of()))
                .flatMap(groups -> named(lists, groups, by, call));
    }

    private List<GroupRequest.Key> by(FieldCall call, Table table) {
        List<String> names = call.required("by");
        if (names.isEmpty()) {
            throw new BadInput("by", names, "at least one thing to group by");
        }
        return names.stream().map(name -> keys.of(table, name)).distinct().toList();
    }

    /** The groups with the records that their keys name. */
    @SuppressWarnings("unchecked")
    private Mono<List<List<GroupAt>>> named(
            List<Connection> lists, List<?> groups, List<GroupRequest.Key> by, FieldCall call) {
        List<List<GroupAt>> named = new ArrayList<>();
        for (Object each : groups) {
            named.add(((List<Totals.Group>) each)
                    .stream()
                            .map(group -> new GroupAt(group, new LinkedHashMap<>()))
                            .toList());
        }
        return Flux.fromIterable(by)
                .filter(key -> key.target() != null)
                .concatMap(key -> named(lists, named, key, call))
                .then(Mono.just(named));
    }

    private Mono<?> named(List<Connection> lists, List<List<GroupAt>> groups, GroupRequest.Key key, FieldCall call) {
        RecordKind target = Objects.requireNonNull(key.target());
        Row.Detail need = need(call, key, target);
        List<GroupAt> all = new ArrayList<>();
        List<@Nullable Wanted> wanted = new ArrayList<>();
        for (int i = 0; i < lists.size(); i++) {
            for (GroupAt group : groups.get(i)) {
                String id = (String) group.group().values().get(key.name());
                all.add(group);
                wanted.add(
                        id == null
                                ? null
                                : new Wanted(target, id, lists.get(i).load().at()));
            }
        }
        return reader.read(wanted, need, call.known()).doOnNext(found -> {
            for (int i = 0; i < all.size(); i++) {
                RowAt row = found.get(i);
                if (row != null) {
                    all.get(i).rows().put(key.name(), row);
                }
            }
        });
    }

    private Row.Detail need(FieldCall call, GroupRequest.Key key, RecordKind target) {
        Row.Detail need = Row.Detail.ID;
        for (PlannedField group : Objects.requireNonNull(call.field().only()).fields()) {
            if (group.name().equals("key")) {
                for (PlannedField field : Objects.requireNonNull(group.only()).fields()) {
                    need = field.name().equals(key.name()) ? need.and(reader.need(field, target)) : need;
                }
            }
        }
        return need;
    }
}

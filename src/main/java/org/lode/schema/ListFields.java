package org.lode.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.OperationRequest.TouchedRecords;
import org.lode.graphql.PlannedField;
import org.lode.graphql.Resolver;
import org.lode.graphql.Resolver.FieldCall;
import org.lode.graphql.Resolvers;
import org.lode.model.DataPackage;
import org.lode.model.Failure.BadInput;
import org.lode.model.RecordKind;
import org.lode.model.Relation;
import org.lode.model.Table;
import org.lode.query.AggregateQuery.Totals;
import org.lode.query.GroupRequest;
import org.lode.query.ListStore;
import org.lode.query.Listing;
import org.lode.query.Order;
import org.lode.query.Page;
import org.lode.query.Page.PageRequest;
import org.lode.query.ReadAt;
import org.lode.query.Row;
import org.lode.query.RowStore;
import org.lode.schema.Connections.Connection;
import org.lode.schema.RowReader.RowAt;
import org.lode.schema.RowReader.RowAt.Wanted;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The connection fields of rows, and the fields of these connections: rows, cursors, counts, sums and groups. */
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
     * A group of rows, in one release.
     *
     * @param rows the records that the key names, by name; those that were read
     */
    private record GroupAt(Totals.Group group, Map<String, RowAt> rows) {}

    @Override
    public void register(Resolvers resolvers) {
        data.shown().forEach(kind -> resolvers.add("Query", kind.plural(), root(kind)));
        KindSchema.shownTables(data).forEach(table -> register(resolvers, table));
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
        String type = KindSchema.typeName(table);
        String list = type + "Connection";
        resolvers.add(list, "nodes", Connections.pages(ListLoad::pages, ListLoad.Rows::rows));
        resolvers.add(list, "edges", Connections.pages(ListLoad::pages, ListFields::edges));
        resolvers.add(
                list,
                "pageInfo",
                Connections.pages(ListLoad::pages, rows -> rows.page().info()));
        resolvers.add(list, "totalCount", totals(Totals::count));
        resolvers.add(list, "aggregate", totals(totals -> totals));
        resolvers.addBatch(list, "groups", (sources, call) -> groups(sources, call, table));
        resolvers.addValue(
                list,
                "release",
                (source, call) ->
                        call.releases().require(connection(source).load().at().sequence()));
        resolvers.addValue(list, "exportUrl", (source, call) -> {
            Connection<ListLoad> connection = connection(source);
            return call.address(connection.load().exportUrl(connection.parent(), call.required("format")));
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
            ReadAt at = Connections.release(
                    call, call.page(), () -> listing(call, kind, null, 0).fingerprint(""));
            return Mono.just(List.of(load(call, kind, null, at).of("")));
        };
    }

    /** The list of the rows that a relation leads to from a row. */
    Resolver.Batch below(Relation.Many via) {
        return (sources, call) -> Connections.below(
                sources,
                call,
                call.page(),
                row -> listing(call, via.target(), via, 0).fingerprint(row.row().id()),
                at -> load(call, via.target(), via, at));
    }

    /** All rows that a relation leads to from a row, as a plain list. */
    Resolver.Batch all(Relation.Many via) {
        PageRequest everything = new PageRequest(Integer.MAX_VALUE - 1, false, null, null);
        return (sources, call) -> {
            Row.Detail need = reader.need(call.field(), via.target());
            Map<ReadAt, ListLoad> loads = new HashMap<>();
            List<Connection<ListLoad>> lists = new ArrayList<>(sources.size());
            for (Object source : sources) {
                RowAt row = (RowAt) source;
                lists.add(loads.computeIfAbsent(row.at(), at -> {
                            Listing listing =
                                    new Listing(via.target(), via, at.sequence(), Map.of(), new Order(List.of()));
                            return new ListLoad(
                                    store, rows, call, listing, everything, at, need, false, false, List.of());
                        })
                        .of(row.row().id()));
            }
            return Connections.<ListLoad, ListLoad.Rows>each(
                    lists,
                    ListLoad::pages,
                    (found, list) ->
                            Objects.requireNonNull(found.get(list.parent())).rows());
        };
    }

    private ListLoad load(FieldCall call, Table table, Relation.@Nullable Many via, ReadAt at) {
        Listing listing = listing(call, table, via, at.sequence());
        boolean positions = call.selects("edges", "cursor")
                || call.selects("pageInfo", "startCursor")
                || call.selects("pageInfo", "endCursor");
        boolean counted = (call.selects("nodes") || call.selects("edges") || call.selects("pageInfo"))
                && (call.selects("totalCount") || call.selects("aggregate"));
        boolean sums = asksForSums(call.field());
        return new ListLoad(
                store,
                rows,
                call,
                listing,
                call.page(),
                at,
                need(call.field(), table),
                positions,
                counted && !sums,
                sums ? aggregates(table) : List.of());
    }

    private Listing listing(FieldCall call, Table table, Relation.@Nullable Many via, int sequence) {
        Map<String, ?> filter = Connections.filter(call, sequence);
        List<Map<String, Object>> orderBy = call.argument("orderBy");
        Order order = OrderKeys.order(data, table, orderBy == null ? List.of() : orderBy);
        return new Listing(table, via, sequence, filter, order);
    }

    /** Returns what all fields of a connection need of its rows. */
    private Row.Detail need(PlannedField connection, Table table) {
        return need(
                Stream.concat(
                        below(connection, "nodes"), below(connection, "edges").flatMap(edge -> below(edge, "node"))),
                table);
    }

    private Row.Detail need(Stream<PlannedField> fields, Table table) {
        return fields.map(field -> reader.need(field, table)).reduce(Row.Detail.ID, Row.Detail::and);
    }

    private static Stream<PlannedField> below(PlannedField field, String name) {
        return Objects.requireNonNull(field.only()).fields().stream()
                .filter(below -> below.name().equals(name));
    }

    /** Whether the field {@code aggregate} below a connection or groups selects more than counts. */
    private static boolean asksForSums(PlannedField field) {
        return below(field, "aggregate")
                .flatMap(aggregate -> Objects.requireNonNull(aggregate.only()).fields().stream())
                .anyMatch(figure ->
                        !figure.name().equals("count") && !figure.name().startsWith("__"));
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

    private static Resolver.Batch totals(Function<Totals, Object> part) {
        return (sources, call) -> Connections.<ListLoad, Totals>each(
                sources,
                ListLoad::totals,
                (found, list) -> part.apply(counted(list, Objects.requireNonNull(found.get(list.parent())), call)));
    }

    /** Records for a citation how many records a figure is made of. */
    private static Totals counted(Object list, Totals totals, FieldCall call) {
        TouchedRecords touched = call.context().get(TouchedRecords.class);
        if (touched != null) {
            touched.count(list, totals.count());
        }
        return totals;
    }

    @SuppressWarnings("unchecked")
    private static Connection<ListLoad> connection(Object source) {
        return (Connection<ListLoad>) source;
    }

    private Mono<? extends List<?>> groups(List<?> sources, FieldCall call, Table table) {
        List<Map<String, Object>> orderBy = call.argument("orderBy");
        Integer first = call.argument("first");
        List<GroupRequest.Key> by = by(call, table);
        GroupRequest request = new GroupRequest(
                by,
                GroupKeys.order(table, orderBy == null ? List.of() : orderBy),
                first == null ? null : PageRequest.checked("first", first));
        List<RecordKind.Aggregate> aggregates = asksForSums(call.field()) ? aggregates(table) : List.of();
        return Connections.<ListLoad, List<Totals.Group>>each(
                        sources,
                        load -> load.groups(request, aggregates),
                        (found, list) -> found.getOrDefault(list.parent(), List.of()))
                .flatMap(groups -> named(sources, groups, by, call));
    }

    private List<GroupRequest.Key> by(FieldCall call, Table table) {
        List<String> names = call.required("by");
        if (names.isEmpty()) {
            throw new BadInput("by", names, "at least one thing to group by");
        }
        return names.stream().map(name -> keys.of(table, name)).distinct().toList();
    }

    /** Reads the records that the keys of groups name. */
    @SuppressWarnings("unchecked")
    private Mono<List<List<GroupAt>>> named(List<?> lists, List<?> groups, List<GroupRequest.Key> by, FieldCall call) {
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

    private Mono<?> named(List<?> lists, List<List<GroupAt>> groups, GroupRequest.Key key, FieldCall call) {
        RecordKind target = Objects.requireNonNull(key.target());
        Row.Detail need = need(below(call.field(), "key").flatMap(group -> below(group, key.name())), target);
        List<GroupAt> all = new ArrayList<>();
        List<@Nullable Wanted> wanted = new ArrayList<>();
        for (int i = 0; i < lists.size(); i++) {
            for (GroupAt group : groups.get(i)) {
                String id = (String) group.group().values().get(key.name());
                all.add(group);
                wanted.add(
                        id == null
                                ? null
                                : new Wanted(
                                        target,
                                        id,
                                        connection(lists.get(i)).load().at()));
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
}

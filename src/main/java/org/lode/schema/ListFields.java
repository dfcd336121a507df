package org.lode.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.OperationRequest.TouchedRecords;
import org.lode.graphql.PlannedField;
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

    private record Edge(Page<?> page, int place, RowAt row) {}

    /**
     * A group of rows, in one release.
     *
     * @param rows the records that the key names, by name; those that were read
     */
    private record GroupAt(Totals.Group group, Map<String, RowAt> rows) {}

    @Override
    public void register(Resolvers resolvers) {
        Resolvers.Fields<?> query = resolvers.fields("Query");
        data.shown().forEach(kind -> query.value(kind.plural(), (source, call) -> root(call, kind)));
        KindSchema.shownTables(data).forEach(table -> register(resolvers, table));
        resolvers.fields("UsdAggregate", Totals.Sum.class);
        resolvers
                .fields("PageInfo", Page.Info.class)
                .value("startCursor", (info, call) -> info.start().get())
                .value("endCursor", (info, call) -> info.end().get());
    }

    private void register(Resolvers resolvers, Table table) {
        String type = KindSchema.typeName(table);
        resolvers
                .<Connection<ListLoad>>fields(type + "Connection")
                .batch("nodes", Connections.pages(ListLoad::pages, ListLoad.Rows::rows))
                .batch("edges", Connections.pages(ListLoad::pages, ListFields::edges))
                .batch(
                        "pageInfo",
                        Connections.pages(ListLoad::pages, rows -> rows.page().info()))
                .batch("totalCount", totals(Totals::count))
                .batch("aggregate", totals(totals -> totals))
                .batch("groups", (lists, call) -> groups(lists, call, table))
                .value("release", (list, call) -> call.release(list.load().at().sequence()))
                .value(
                        "exportUrl",
                        (list, call) -> call.address(list.load().exportUrl(list.parent(), call.required("format"))));
        resolvers
                .<Edge>fields(type + "Edge")
                .value("node", (edge, call) -> edge.row())
                .value("cursor", (edge, call) -> edge.page().cursor(edge.place()));
        resolvers
                .<GroupAt>fields(type + "Group")
                .value("key", (group, call) -> group)
                .value(
                        "aggregate",
                        (group, call) -> counted(group, group.group().totals(), call));
        Resolvers.Fields<GroupAt> key = resolvers.fields(type + "GroupKey");
        keys.all(table)
                .values()
                .forEach(by -> key.value(
                        by.name(),
                        (group, call) -> by.target() == null
                                ? group.group().values().get(by.name())
                                : group.rows().get(by.name())));
        Resolvers.Fields<Totals> figures = resolvers.fields(type + "Aggregate");
        figures.value("count", (totals, call) -> totals.count());
        aggregates(table)
                .forEach(sum -> figures.value(
                        sum.name(), (totals, call) -> totals.sums().get(sum.name())));
    }

    private Connection<?> root(FieldCall call, RecordKind kind) {
        ReadAt at = Connections.release(call, () -> listing(call, kind, null, 0).fingerprint(""));
        return load(call, kind, null, at).of("");
    }

    BiFunction<List<RowAt>, FieldCall, Mono<? extends List<?>>> below(Relation.Many via) {
        return (sources, call) -> Connections.below(
                sources,
                call,
                row -> listing(call, via.target(), via, 0).fingerprint(row.row().id()),
                at -> load(call, via.target(), via, at));
    }

    /** All rows that a relation leads to from a row, as a plain list. */
    @SuppressWarnings("unchecked")
    BiFunction<List<RowAt>, FieldCall, Mono<? extends List<?>>> all(Relation.Many via) {
        PageRequest everything = new PageRequest(Integer.MAX_VALUE - 1, false, null, null);
        return (sources, call) -> {
            Row.Detail need = reader.need(call.field(), via.target());
            return Connections.below(sources, call, row -> "", at -> {
                        Listing listing = new Listing(via.target(), via, at.sequence(), Map.of(), new Order(List.of()));
                        return new ListLoad(store, rows, call, listing, everything, at, need, false, false, List.of());
                    })
                    .flatMap(lists -> Connections.pages(ListLoad::pages, ListLoad.Rows::rows)
                            .apply((List<Connection<ListLoad>>) (List<?>) lists, call));
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

    static List<RecordKind.Aggregate> aggregates(Table table) {
        return table instanceof RecordKind kind ? kind.aggregates() : List.of();
    }

    private static List<Edge> edges(ListLoad.Rows rows) {
        List<Edge> edges = new ArrayList<>();
        for (RowAt row : rows.rows()) {
            edges.add(new Edge(rows.page(), edges.size(), row));
        }
        return edges;
    }

    private static BiFunction<List<Connection<ListLoad>>, FieldCall, Mono<? extends List<?>>> totals(
            Function<Totals, Object> part) {
        return (lists, call) -> Connections.each(
                lists,
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

    private Mono<? extends List<?>> groups(List<Connection<ListLoad>> lists, FieldCall call, Table table) {
        List<Map<String, Object>> orderBy = call.argument("orderBy");
        Integer first = call.argument("first");
        List<GroupRequest.Key> by = by(call, table);
        GroupRequest request = new GroupRequest(
                by,
                GroupKeys.order(table, orderBy == null ? List.of() : orderBy),
                first == null ? null : PageRequest.checked("first", first));
        List<RecordKind.Aggregate> aggregates = asksForSums(call.field()) ? aggregates(table) : List.of();
        return Connections.each(
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
        return names.stream()
                .map(name -> Objects.requireNonNull(keys.all(table).get(name)))
                .distinct()
                .toList();
    }

    private Mono<List<List<GroupAt>>> named(
            List<Connection<ListLoad>> lists,
            List<List<Totals.Group>> groups,
            List<GroupRequest.Key> by,
            FieldCall call) {
        List<List<GroupAt>> named = groups.stream()
                .map(each -> each.stream()
                        .map(group -> new GroupAt(group, new LinkedHashMap<>()))
                        .toList())
                .toList();
        return Flux.fromIterable(by)
                .filter(key -> key.target() != null)
                .concatMap(key -> named(lists, named, key, call))
                .then(Mono.just(named));
    }

    private Mono<?> named(
            List<Connection<ListLoad>> lists, List<List<GroupAt>> groups, GroupRequest.Key key, FieldCall call) {
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
}

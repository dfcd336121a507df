package org.lode.record;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lode.kind.DataPackage;
import org.lode.kind.Table;
import org.lode.query.ByIdQuery;
import org.lode.query.Group;
import org.lode.query.GroupQuery;
import org.lode.query.GroupRequest;
import org.lode.query.Page;
import org.lode.query.PageQuery;
import org.lode.query.ReadStore;
import org.lode.query.Row;
import org.lode.query.Selection;
import org.lode.query.Totals;
import org.lode.query.TotalsQuery;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Reads rows of every kind: each method is one statement, whatever the number of parents. */
@Component
final class RecordStore {
    private final DataPackage data;
    private final ReadStore store;

    RecordStore(DataPackage data, ReadStore store) {
        this.data = data;
        this.store = store;
    }

    /** One page for each parent, in the order of the parents; the one parent of a root list is the empty id. */
    Mono<List<Page>> pages(Plan plan, List<String> parents) {
        PageQuery query = new PageQuery(data, plan.listing(), plan.selection(), plan.request(), parents);
        return store.read(query.sql(), query::read)
                .collectMultimap(PageQuery.Found::parent, found -> found, LinkedHashMap::new)
                .map(found -> parents.stream()
                        .map(parent -> query.page(parent, List.copyOf(of(found, parent)))
                                .pinned(plan.at().pin()))
                        .toList());
    }

    /** Count and sums for each parent, in the order of the parents. */
    Mono<List<Totals>> totals(Plan plan, List<String> parents) {
        TotalsQuery query = new TotalsQuery(data, plan.listing(), plan.aggregates(), parents);
        return store.read(query.sql(), row -> Map.entry(query.parent(row), query.read(row)))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                .map(found -> parents.stream().map(found::get).toList());
    }

    /** The groups of each parent, in the order of the parents. */
    Mono<List<List<Group>>> groups(Plan plan, GroupRequest request, List<String> parents) {
        GroupQuery query = new GroupQuery(data, plan.listing(), request, plan.aggregates(), parents);
        return store.read(
                        query.sql(),
                        row -> Map.entry(
                                query.parent(row),
                                pinned(query.read(row), plan.at().pin())))
                .collectMultimap(Map.Entry::getKey, Map.Entry::getValue, LinkedHashMap::new)
                .map(found -> parents.stream()
                        .map(parent -> List.copyOf(of(found, parent)))
                        .toList());
    }

    /** The rows of a table by the ids asked for; an id that nothing has is missing from the map. */
    Mono<Map<String, Row>> byId(Table table, Selection selection, ReadAt at, List<String> ids) {
        ByIdQuery query = new ByIdQuery(data, table, selection, at.sequence(), ids);
        return store.read(query.sql(), row -> {
                    Row found = query.read(row);
                    return found == null ? Map.<String, Row>of() : Map.of(query.asked(row), found.pinned(at.pin()));
                })
                .collect(HashMap::new, Map::putAll);
    }

    private static Group pinned(Group group, @Nullable String pin) {
        Map<String, Row> rows = new LinkedHashMap<>();
        group.rows().forEach((key, row) -> rows.put(key, row.pinned(pin)));
        return pin == null ? group : new Group(group.values(), rows, group.totals());
    }

    private static <T> Collection<T> of(Map<String, Collection<T>> found, String parent) {
        return found.getOrDefault(parent, List.of());
    }
}

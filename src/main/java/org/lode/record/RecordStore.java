package org.lode.record;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lode.kind.DataPackage;
import org.lode.kind.RecordKind;
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
                        .map(parent -> query.page(parent, List.copyOf(of(found, parent))))
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
        return store.read(query.sql(), row -> Map.entry(query.parent(row), query.read(row)))
                .collectMultimap(Map.Entry::getKey, Map.Entry::getValue, LinkedHashMap::new)
                .map(found -> parents.stream()
                        .map(parent -> List.copyOf(of(found, parent)))
                        .toList());
    }

    /** The records of a kind by the ids asked for; an id that nothing has is missing from the map. */
    Mono<Map<String, Row>> byId(RecordKind kind, Selection selection, int sequence, List<String> ids) {
        ByIdQuery query = new ByIdQuery(data, kind, selection, sequence, ids);
        return store.read(query.sql(), row -> {
                    Row found = query.read(row);
                    return found == null ? Map.<String, Row>of() : Map.of(query.asked(row), found);
                })
                .collect(HashMap::new, Map::putAll);
    }

    private static <T> Collection<T> of(Map<String, Collection<T>> found, String parent) {
        return found.getOrDefault(parent, List.of());
    }
}

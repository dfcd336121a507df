package org.lode.query;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.lode.kind.DataPackage;
import org.lode.kind.RecordKind;
import reactor.core.publisher.Mono;

/** Reads lists: each method is one statement, whatever the number of parents. The one parent of a root list is the empty id. */
public final class ListStore {
    private final DataPackage data;
    private final ReadStore store;

    public ListStore(DataPackage data, ReadStore store) {
        this.data = data;
        this.store = store;
    }

    /** The page of each parent. */
    public Mono<Map<String, Page>> pages(
            Listing listing, PageRequest request, boolean positions, List<String> parents) {
        PageQuery query = new PageQuery(data, listing, request, positions, parents);
        return store.read(query.sql(), query::read)
                .collect(
                        () -> places(parents),
                        (found, row) ->
                                Objects.requireNonNull(found.get(row.parent())).add(row.place()))
                .map(found -> {
                    Map<String, Page> pages = new LinkedHashMap<>();
                    found.forEach((parent, places) -> pages.put(parent, query.page(parent, places)));
                    return pages;
                });
    }

    private static Map<String, List<Page.Place>> places(List<String> parents) {
        Map<String, List<Page.Place>> places = new LinkedHashMap<>();
        parents.forEach(parent -> places.put(parent, new ArrayList<>()));
        return places;
    }

    /** Count and sums of each parent. */
    public Mono<Map<String, Totals>> totals(
            Listing listing, List<RecordKind.Aggregate> aggregates, List<String> parents) {
        TotalsQuery query = new TotalsQuery(data, listing, aggregates, parents);
        return store.read(query.sql(), row -> Map.entry(query.parent(row), query.read(row)))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    /** The groups of each parent that has any. */
    public Mono<Map<String, List<Group>>> groups(
            Listing listing, GroupRequest request, List<RecordKind.Aggregate> aggregates, List<String> parents) {
        GroupQuery query = new GroupQuery(data, listing, request, aggregates, parents);
        return store.read(query.sql(), row -> Map.entry(query.parent(row), query.read(row)))
                .collect(
                        LinkedHashMap::new,
                        (groups, row) -> groups.computeIfAbsent(row.getKey(), parent -> new ArrayList<>())
                                .add(row.getValue()));
    }
}

package org.lode.query;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lode.kind.DataPackage;
import org.lode.kind.RecordKind;
import reactor.core.publisher.Mono;

/**
 * Reads lists: each method is one statement, for any number of parents. The one parent of a root list is the empty id.
 *
 * <p>The text of a statement is rendered once for all lists that are alike but for their values.
 */
public final class ListStore {
    private static final int STATEMENTS = 2_000;

    private final DataPackage data;
    private final ReadStore store;
    private final Cache<String, PageQuery> pages =
            Caffeine.newBuilder().maximumSize(STATEMENTS).build();
    private final Cache<String, TotalsQuery> totals =
            Caffeine.newBuilder().maximumSize(STATEMENTS).build();
    private final Cache<String, GroupQuery> groups =
            Caffeine.newBuilder().maximumSize(STATEMENTS).build();

    public ListStore(DataPackage data, ReadStore store) {
        this.data = data;
        this.store = store;
    }

    /** The page of each parent. */
    public Mono<Map<String, Page>> pages(
            Listing listing, PageRequest request, boolean positions, List<String> parents) {
        String parent = parents.size() == 1 ? parents.getFirst() : "";
        Binds.Inputs inputs = new Binds.Inputs(
                listing.sequence(),
                listing.filter(),
                parents,
                position(listing, request.after(), parent),
                position(listing, request.before(), parent));
        PageQuery query = pages.get(
                PageQuery.key(listing, request, positions, inputs),
                key -> new PageQuery(data, listing, request, positions, inputs));
        return store.read(query.template(), inputs, query::read)
                .collect(
                        () -> places(parents),
                        (found, row) ->
                                Objects.requireNonNull(found.get(row.parent())).add(row.place()))
                .map(found -> {
                    Map<String, Page> read = new LinkedHashMap<>();
                    found.forEach((id, places) -> read.put(id, PageQuery.page(listing, request, id, places)));
                    return read;
                });
    }

    private static @Nullable List<@Nullable String> position(Listing listing, @Nullable String cursor, String parent) {
        return cursor == null ? null : listing.place(cursor, parent).position();
    }

    private static Map<String, List<Page.Place>> places(List<String> parents) {
        Map<String, List<Page.Place>> places = new LinkedHashMap<>();
        parents.forEach(parent -> places.put(parent, new ArrayList<>()));
        return places;
    }

    /** Count and sums of each parent. */
    public Mono<Map<String, Totals>> totals(
            Listing listing, List<RecordKind.Aggregate> aggregates, List<String> parents) {
        Binds.Inputs inputs = inputs(listing, parents);
        TotalsQuery query = totals.get(
                listing.shape() + "\n" + names(aggregates), key -> new TotalsQuery(data, listing, aggregates, inputs));
        return store.read(query.template(), inputs, row -> Map.entry(query.parent(row), query.read(row)))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    /** The groups of each parent that has any. */
    public Mono<Map<String, List<Group>>> groups(
            Listing listing, GroupRequest request, List<RecordKind.Aggregate> aggregates, List<String> parents) {
        Binds.Inputs inputs = inputs(listing, parents);
        GroupQuery query = groups.get(
                listing.shape() + "\n" + names(aggregates) + "\n" + request.canonical(),
                key -> new GroupQuery(data, listing, request, aggregates, inputs));
        return store.read(query.template(), inputs, row -> Map.entry(query.parent(row), query.read(row)))
                .collect(
                        HashMap::new,
                        (found, row) -> found.computeIfAbsent(row.getKey(), parent -> new ArrayList<>())
                                .add(row.getValue()));
    }

    private static Binds.Inputs inputs(Listing listing, List<String> parents) {
        return new Binds.Inputs(listing.sequence(), listing.filter(), parents, null, null);
    }

    private static List<String> names(List<RecordKind.Aggregate> aggregates) {
        return aggregates.stream().map(RecordKind.Aggregate::name).toList();
    }
}

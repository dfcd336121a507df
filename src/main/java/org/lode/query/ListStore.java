package org.lode.query;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.model.RecordKind;
import org.lode.query.RowStore.Known;
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
    private final RowStore rows;
    private final FixedTotals fixed = new FixedTotals();
    private final Cache<String, PageQueries> pages =
            Caffeine.newBuilder().maximumSize(STATEMENTS).build();
    private final Cache<String, TotalsQuery> totals =
            Caffeine.newBuilder().maximumSize(STATEMENTS).build();
    private final Cache<String, GroupQuery> groups =
            Caffeine.newBuilder().maximumSize(STATEMENTS).build();

    /** @param rows where rows are kept */
    public ListStore(DataPackage data, ReadStore store, RowStore rows) {
        this.data = data;
        this.store = store;
        this.rows = rows;
    }

    /**
     * What is asked of pages.
     *
     * @param need what is asked of their rows
     * @param positions whether cursors are asked for
     * @param counted whether the rows of each whole list are counted
     * @param known the state of the database that the reader knows
     */
    public record PageWish(RowNeed need, boolean positions, boolean counted, Known known) {}

    /** The page of each parent. Rows that are kept are in it; of the others, those that come without a statement more. */
    public Mono<Map<String, Page>> pages(Listing listing, PageRequest request, PageWish wish, List<String> parents) {
        String parent = parents.size() == 1 ? parents.getFirst() : "";
        Binds.Inputs inputs = new Binds.Inputs(
                listing.sequence(),
                listing.filter(),
                parents,
                position(listing, request.after(), parent),
                position(listing, request.before(), parent));
        List<Group> total = wish.counted() ? fixed.find(listing, "", List.of(), wish.known()) : null;
        boolean counted = wish.counted() && total == null;
        PageQueries queries =
                pages.get(PageQuery.key(listing, request, wish.positions(), counted, inputs), key -> new PageQueries());
        PageQuery query = queries.query(
                wish.need(),
                columns -> new PageQuery(
                        data, listing, request, new PageQuery.Wish(wish.positions(), counted, columns), inputs));
        PageRows found = new PageRows(rows, listing, wish.need(), wish.known());
        return store.text(query.template(), inputs).map(text -> {
            Map<String, Page> read = query.read(text, listing, request, parents, found);
            queries.ran(found.wanted(), found.missing());
            if (total != null) {
                read.replaceAll(
                        (id, page) -> page.counted(total.getFirst().totals().count()));
            } else if (counted) {
                read.values()
                        .forEach(page ->
                                fixed.keep(listing, "", List.of(), wish.known(), List.of(Group.of(page.total()))));
            }
            return read;
        });
    }

    private static @Nullable List<@Nullable String> position(Listing listing, @Nullable String cursor, String parent) {
        return cursor == null ? null : listing.place(cursor, parent).position();
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

    /** The same, which may be kept. */
    public Mono<Map<String, Totals>> totals(
            Listing listing, List<RecordKind.Aggregate> aggregates, List<String> parents, Known known) {
        List<Group> kept = fixed.find(listing, "", aggregates, known);
        return kept != null
                ? Mono.just(Map.of("", kept.getFirst().totals()))
                : totals(listing, aggregates, parents)
                        .doOnNext(read -> read.values()
                                .forEach(
                                        total -> fixed.keep(listing, "", aggregates, known, List.of(Group.of(total)))));
    }

    /** The groups of each parent that has any. */
    public Mono<Map<String, List<Group>>> groups(
            Listing listing,
            GroupRequest request,
            List<RecordKind.Aggregate> aggregates,
            List<String> parents,
            Known known) {
        String grouping = request.canonical();
        List<Group> kept = fixed.find(listing, grouping, aggregates, known);
        if (kept != null) {
            return Mono.just(Map.of("", kept));
        }
        Binds.Inputs inputs = inputs(listing, parents);
        GroupQuery query = groups.get(
                listing.shape() + "\n" + names(aggregates) + "\n" + grouping,
                key -> new GroupQuery(data, listing, request, aggregates, inputs));
        return store.read(query.template(), inputs, row -> Map.entry(query.parent(row), query.read(row)))
                .<Map<String, List<Group>>>collect(
                        HashMap::new,
                        (found, row) -> found.computeIfAbsent(row.getKey(), parent -> new ArrayList<>())
                                .add(row.getValue()))
                .doOnNext(read ->
                        read.values().forEach(groups -> fixed.keep(listing, grouping, aggregates, known, groups)));
    }

    private static Binds.Inputs inputs(Listing listing, List<String> parents) {
        return new Binds.Inputs(listing.sequence(), listing.filter(), parents, null, null);
    }

    private static List<String> names(List<RecordKind.Aggregate> aggregates) {
        return aggregates.stream().map(RecordKind.Aggregate::name).toList();
    }
}

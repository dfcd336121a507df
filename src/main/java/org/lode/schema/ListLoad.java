package org.lode.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.FieldCall;
import org.lode.model.RecordKind;
import org.lode.query.GroupRequest;
import org.lode.query.ListStore;
import org.lode.query.Listing;
import org.lode.query.Page;
import org.lode.query.PageRequest;
import org.lode.query.ReadAt;
import org.lode.query.Row;
import org.lode.query.RowStore;
import org.lode.query.Totals;
import reactor.core.publisher.Mono;

/** What one list field reads for all of its parents: pages, counts and groups, each by one statement and at most once. */
final class ListLoad {
    private final ListStore store;
    private final RowStore rows;
    private final FieldCall call;
    private final Wish wish;
    private final Set<String> parents = new LinkedHashSet<>();
    private @Nullable Mono<Map<String, Page<ListStore.Item>>> found;
    private @Nullable Mono<Map<String, Rows>> pages;
    private @Nullable Mono<Map<String, Totals>> totals;

    ListLoad(ListStore store, RowStore rows, FieldCall call, Wish wish) {
        this.store = store;
        this.rows = rows;
        this.call = call;
        this.wish = wish;
    }

    /**
     * What is asked for.
     *
     * @param need what is asked of the rows
     * @param positions whether cursors are asked for
     * @param counted whether a count is asked for beside the page, and nothing else of the whole list
     * @param aggregates the sums that are asked for beside the count
     */
    record Wish(
            Listing listing,
            PageRequest request,
            ReadAt at,
            Row.Detail need,
            boolean positions,
            boolean counted,
            List<RecordKind.Aggregate> aggregates) {}

    /** A page with its rows. */
    record Rows(Page<ListStore.Item> page, List<RowAt> rows) {}

    /** The list of one parent; nothing is read before its fields are asked for. */
    record Connection(ListLoad load, String parent) {}

    /** Adds a parent. Its cursors are checked at once, so that those of another list fail at this parent alone. */
    Connection of(String parent) {
        wish.listing().check(wish.request(), parent);
        parents.add(parent);
        return new Connection(this, parent);
    }

    Listing listing() {
        return wish.listing();
    }

    ReadAt at() {
        return wish.at();
    }

    /** The page of each parent. */
    synchronized Mono<Map<String, Rows>> pages() {
        if (pages == null) {
            pages = call.once(found().flatMap(this::filled));
        }
        return pages;
    }

    private synchronized Mono<Map<String, Page<ListStore.Item>>> found() {
        if (found == null) {
            ListStore.Selection asked =
                    new ListStore.Selection(wish.need(), wish.positions(), wish.counted(), call.known());
            found = call.once(store.pages(wish.listing(), wish.request(), asked, List.copyOf(parents)));
        }
        return found;
    }

    /** Count and sums of each parent. */
    synchronized Mono<Map<String, Totals>> totals() {
        if (totals == null) {
            totals = wish.counted()
                    ? found().map(ListLoad::counts)
                    : call.once(store.totals(wish.listing(), wish.aggregates(), List.copyOf(parents), call.known()));
        }
        return totals;
    }

    private static Map<String, Totals> counts(Map<String, Page<ListStore.Item>> pages) {
        Map<String, Totals> counts = new HashMap<>();
        pages.forEach((parent, page) -> counts.put(parent, page.total()));
        return counts;
    }

    /** The groups of each parent. */
    Mono<Map<String, List<Totals.Group>>> groups(GroupRequest request, List<RecordKind.Aggregate> aggregates) {
        return store.groups(wish.listing(), request, aggregates, List.copyOf(parents), call.known());
    }

    private Mono<Map<String, Rows>> filled(Map<String, Page<ListStore.Item>> found) {
        List<String> missing = new ArrayList<>();
        Map<String, Rows> filled = new LinkedHashMap<>();
        found.forEach((parent, page) -> filled.put(parent, new Rows(page, kept(page, missing))));
        if (missing.isEmpty()) {
            return Mono.just(filled);
        }
        boolean titled = wish.need() == Row.Detail.TITLE;
        return rows.read(wish.listing().table(), missing, wish.at().sequence(), titled, call.known())
                .map(read -> {
                    filled.replaceAll((parent, page) -> new Rows(page.page(), complete(page, read)));
                    return filled;
                });
    }

    /** The rows of a page; those that have to be read are known by their ids alone, and noted. */
    private List<RowAt> kept(Page<ListStore.Item> page, List<String> missing) {
        List<RowAt> kept = new ArrayList<>(page.entries().size());
        for (ListStore.Item place : page.nodes()) {
            Row row = place.row();
            if (row == null) {
                missing.add(place.id());
                row = Row.ofId(wish.listing().table(), place.id());
            }
            kept.add(new RowAt(row, wish.at()));
        }
        return kept;
    }

    private List<RowAt> complete(Rows page, Map<String, Row> read) {
        List<RowAt> complete = new ArrayList<>(page.rows().size());
        for (RowAt row : page.rows()) {
            Row found = read.get(row.row().id());
            complete.add(found == null ? row : new RowAt(found, row.at()));
        }
        return complete;
    }
}

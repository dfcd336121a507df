package org.lode.query;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.model.RecordKind;
import org.lode.query.AggregateQuery.Totals;
import org.lode.query.Page.PageRequest;
import org.lode.query.RowStore.Known;
import reactor.core.publisher.Mono;

/**
 * Reads lists: each method is at most one statement, for any number of parents. The one parent of a root list is the empty id.
 *
 * <p>The text of a statement is rendered once for all lists that differ in their values alone.
 */
public final class ListStore {
    private static final int STATEMENTS = 2_000;

    private final DataPackage data;
    private final ReadStore store;
    private final RowStore rows;
    private final PageCache<PageKey, String> kept;
    private final TotalsCache totals = new TotalsCache();
    private final Cache<String, PageQueries> pages =
            Caffeine.newBuilder().maximumSize(STATEMENTS).build();
    private final Cache<PageQueries.Key, PageQuery> reading =
            Caffeine.newBuilder().maximumSize(STATEMENTS).build();
    private final Cache<String, AggregateQuery> aggregates =
            Caffeine.newBuilder().maximumSize(STATEMENTS).build();

    /**
     * Reads lists.
     *
     * @param rows where rows are kept
     * @param pageSize bytes of the pages that are kept
     */
    public ListStore(DataPackage data, ReadStore store, RowStore rows, long pageSize) {
        this.data = data;
        this.store = store;
        this.rows = rows;
        this.kept = new PageCache<>(pageSize);
    }

    /**
     * What is selected of pages.
     *
     * @param need what is selected of their rows
     * @param positions whether cursors are selected
     * @param counted whether the rows of each whole list are counted
     * @param known the state of the database that the reader knows
     */
    public record Selection(Row.Detail need, boolean positions, boolean counted, Known known) {}

    /**
     * A row of a page.
     *
     * @param row null when it is not selected, or is not kept and has to be read
     */
    public record Item(String id, @Nullable Row row) {}

    /**
     * The page of each parent. It has the rows that are cached, and those that the statement reads anyway. No statement runs when all
     * pages are kept.
     */
    public Mono<Map<String, Page<Item>>> pages(
            Listing listing, PageRequest request, Selection selection, List<String> parents) {
        String parent = parents.size() == 1 ? parents.getFirst() : "";
        SqlContext.Inputs inputs = new SqlContext.Inputs(
                listing.sequence(),
                listing.filter(),
                List.of(),
                position(listing, request.after(), parent),
                position(listing, request.before(), parent));
        Known known = selection.known();
        List<Totals.Group> total =
                selection.counted() ? totals.find(listing, GroupRequest.NO_KEYS, List.of(), known) : null;
        boolean counted = selection.counted() && total == null;
        PageQueries queries = pages.get(
                PageQuery.key(listing, request, selection.positions(), counted, inputs),
                key -> new PageQueries(!rows.keeps()));
        Function<Row.Detail, PageQuery> making =
                columns -> new PageQuery(data, listing, request, selection.positions(), counted, columns, inputs);
        Function<String, PageKey> key = one -> new PageKey(queries, inputs, one, known.generation());
        PageQuery.Rows found = new PageQuery.Rows(rows, listing, selection.need(), known);
        Map<String, Page<Item>> read = LinkedHashMap.newLinkedHashMap(parents.size());
        List<String> missing = new ArrayList<>();
        for (String one : parents) {
            String text = kept.find(key.apply(one));
            if (text == null) {
                missing.add(one);
            } else {
                read.put(one, queries.ids(making).read(new CompositeReader(text), listing, request, one, found));
            }
        }
        if (missing.isEmpty()) {
            return Mono.just(counted(read, listing, total, counted, known));
        }
        PageQuery query = selection.need().row() && queries.isReading()
                ? reading.get(
                        new PageQueries.Key(queries, rows.columns(listing.table(), selection.need())),
                        statement -> making.apply(statement.columns()))
                : queries.ids(making);
        return store.text(query.template(), inputs.below(missing)).map(text -> {
            CompositeReader result = new CompositeReader(text);
            for (String one : missing) {
                int begin = result.at();
                read.put(one, query.read(result, listing, request, one, found));
                if (query.hasIdsAlone()) {
                    keep(key.apply(one), text.substring(begin, Math.min(result.at(), text.length())));
                }
            }
            queries.ran(found.wanted(), found.missing());
            return counted(read, listing, total, counted, known);
        });
    }

    private void keep(PageKey key, String text) {
        Map<String, ?> filter = key.inputs().filter();
        int inputs = filter.isEmpty() ? 0 : Filter.canonical(filter).length();
        kept.keep(key, text, key.parent().length() + inputs + text.length());
    }

    /** Gives pages the count that is kept, or keeps the one that came with them. */
    private Map<String, Page<Item>> counted(
            Map<String, Page<Item>> pages,
            Listing listing,
            @Nullable List<Totals.Group> total,
            boolean counted,
            Known known) {
        if (total != null) {
            pages.replaceAll(
                    (id, page) -> page.counted(total.getFirst().totals().count()));
        } else if (counted) {
            pages.values()
                    .forEach(page -> totals.keep(
                            listing,
                            GroupRequest.NO_KEYS,
                            List.of(),
                            known,
                            List.of(new Totals.Group(Map.of(), page.total()))));
        }
        return pages;
    }

    private static @Nullable List<@Nullable String> position(Listing listing, @Nullable String cursor, String parent) {
        return cursor == null ? null : listing.place(cursor, parent).position();
    }

    /** Count and sums of each parent. */
    public Mono<Map<String, Totals>> totals(
            Listing listing, List<RecordKind.Aggregate> aggregates, List<String> parents) {
        return read(listing, GroupRequest.NO_KEYS, aggregates, parents).map(ListStore::totals);
    }

    /** The same, from the cache where it can be. */
    public Mono<Map<String, Totals>> totals(
            Listing listing, List<RecordKind.Aggregate> aggregates, List<String> parents, Known known) {
        return groups(listing, GroupRequest.NO_KEYS, aggregates, parents, known).map(ListStore::totals);
    }

    private static Map<String, Totals> totals(Map<String, List<Totals.Group>> groups) {
        Map<String, Totals> totals = new HashMap<>();
        groups.forEach((parent, all) -> totals.put(parent, all.getFirst().totals()));
        return totals;
    }

    /** The groups of each parent that has any. */
    public Mono<Map<String, List<Totals.Group>>> groups(
            Listing listing,
            GroupRequest request,
            List<RecordKind.Aggregate> aggregates,
            List<String> parents,
            Known known) {
        List<Totals.Group> kept = totals.find(listing, request, aggregates, known);
        return kept != null
                ? Mono.just(Map.of("", kept))
                : read(listing, request, aggregates, parents)
                        .doOnNext(read -> read.values()
                                .forEach(groups -> totals.keep(listing, request, aggregates, known, groups)));
    }

    private Mono<Map<String, List<Totals.Group>>> read(
            Listing listing, GroupRequest request, List<RecordKind.Aggregate> figures, List<String> parents) {
        SqlContext.Inputs inputs = new SqlContext.Inputs(listing.sequence(), listing.filter(), parents, null, null);
        List<String> names = figures.stream().map(RecordKind.Aggregate::name).toList();
        AggregateQuery query = aggregates.get(
                listing.shape() + "\n" + names + "\n" + request.canonical(),
                key -> new AggregateQuery(data, listing, request, figures, inputs));
        return store.read(query.template(), inputs, row -> Map.entry(query.parent(row), query.read(row)))
                .collect(
                        HashMap::new,
                        (found, row) -> found.computeIfAbsent(row.getKey(), parent -> new ArrayList<>())
                                .add(row.getValue()));
    }

    /**
     * Identifies a page. It is kept as the text that the statement gave.
     *
     * @param statement the same object for lists whose statement differs in its values alone
     * @param inputs values of the statement, without parents
     * @param parent id of the row that the list belongs to; empty for a root list
     */
    private record PageKey(PageQueries statement, SqlContext.Inputs inputs, String parent, int generation) {}

    /** The statements for pages that differ in values alone. They read rows when most rows of the last run were not cached. */
    private static final class PageQueries {
        private @Nullable PageQuery ids;
        private volatile boolean reading;

        /** @param reading whether the first run reads rows */
        PageQueries(boolean reading) {
            this.reading = reading;
        }

        /** Identifies a statement that reads columns of rows. */
        private record Key(PageQueries queries, Row.Detail columns) {}

        /** Whether the next run reads rows. */
        boolean isReading() {
            return reading;
        }

        /** The statement that gives ids and versions alone. */
        synchronized PageQuery ids(Function<Row.Detail, PageQuery> making) {
            PageQuery made = ids;
            if (made == null) {
                made = making.apply(Row.Detail.ID);
                ids = made;
            }
            return made;
        }

        /** Notes how many rows of a run were not cached. */
        void ran(int wanted, int missing) {
            if (wanted > 0) {
                reading = 2 * missing > wanted;
            }
        }
    }

    /**
     * Keeps counts, sums and groups of root lists in a release. They never change. Only a notice may take rows out of every release, and a
     * repair may put them right; what was read before is not found after it.
     */
    private static final class TotalsCache {
        /** Groups that are kept; a total is a group, too. */
        private static final long MOST = 20_000;

        /** Characters of a filter that count as a group. */
        private static final int FILTER = 100;

        /** Lists with longer filters are seldom the same. */
        private static final int LONGEST_FILTER = 1_000;

        private final Cache<Key, List<Totals.Group>> kept = Caffeine.newBuilder()
                .maximumWeight(MOST)
                .weigher((Key key, List<Totals.Group> groups) ->
                        1 + groups.size() + key.filter().length() / FILTER)
                .build();

        private record Key(
                String table,
                String filter,
                int sequence,
                String grouping,
                List<RecordKind.Aggregate> aggregates,
                int generation) {}

        /** The groups of a list; null when they have to be read. */
        @Nullable
        List<Totals.Group> find(
                Listing listing, GroupRequest request, List<RecordKind.Aggregate> aggregates, Known known) {
            Key key = key(listing, request, aggregates, known);
            return key == null ? null : kept.getIfPresent(key);
        }

        void keep(
                Listing listing,
                GroupRequest request,
                List<RecordKind.Aggregate> aggregates,
                Known known,
                List<Totals.Group> groups) {
            Key key = key(listing, request, aggregates, known);
            if (key != null) {
                kept.put(key, List.copyOf(groups));
            }
        }

        /** Null for a list below a row, and for one with a long filter. */
        private static @Nullable Key key(
                Listing listing, GroupRequest request, List<RecordKind.Aggregate> aggregates, Known known) {
            if (listing.via() != null) {
                return null;
            }
            String filter = listing.filter().isEmpty() ? "" : Filter.canonical(listing.filter());
            return filter.length() > LONGEST_FILTER
                    ? null
                    : new Key(
                            listing.table().name(),
                            filter,
                            listing.sequence(),
                            request.canonical(),
                            aggregates,
                            known.generation());
        }
    }
}

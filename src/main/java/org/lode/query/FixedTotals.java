package org.lode.query;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lode.model.RecordKind;

/**
 * Keeps counts, sums and groups of root lists in a release. They never change. Only a notice may take rows out of every release, and a
 * repair may put them right; what was read before is not found after it.
 */
final class FixedTotals {
    /** Groups that are kept; a total is a group, too. */
    private static final long MOST = 20_000;

    /** Characters of a filter that count as a group. */
    private static final int FILTER = 100;

    /** Lists with longer filters are seldom the same. */
    private static final int LONGEST_FILTER = 1_000;

    private final Cache<Key, List<Group>> kept = Caffeine.newBuilder()
            .maximumWeight(MOST)
            .weigher((Key key, List<Group> groups) ->
                    1 + groups.size() + key.filter().length() / FILTER)
            .build();

    private record Key(
            String table,
            String filter,
            int sequence,
            String grouping,
            List<RecordKind.Aggregate> aggregates,
            int generation) {}

    /** What is known of a list; null when it has to be read. {@code grouping} tells its groups from others and is empty for totals. */
    @Nullable
    List<Group> find(Listing listing, String grouping, List<RecordKind.Aggregate> aggregates, RowStore.Known known) {
        Key key = key(listing, grouping, aggregates, known);
        return key == null ? null : kept.getIfPresent(key);
    }

    void keep(
            Listing listing,
            String grouping,
            List<RecordKind.Aggregate> aggregates,
            RowStore.Known known,
            List<Group> groups) {
        Key key = key(listing, grouping, aggregates, known);
        if (key != null) {
            kept.put(key, List.copyOf(groups));
        }
    }

    /** Null for a list below a row, and for one with a long filter. */
    private static @Nullable Key key(
            Listing listing, String grouping, List<RecordKind.Aggregate> aggregates, RowStore.Known known) {
        if (listing.via() != null) {
            return null;
        }
        String filter = listing.filter().isEmpty() ? "" : Filter.canonical(listing.filter());
        return filter.length() > LONGEST_FILTER
                ? null
                : new Key(listing.table().name(), filter, listing.sequence(), grouping, aggregates, known.generation());
    }
}

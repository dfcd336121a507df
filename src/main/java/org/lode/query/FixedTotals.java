package org.lode.query;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lode.kind.RecordKind;

/**
 * Keeps counts, sums and groups of all rows of a table in a release. They never change; only a notice may take rows out of every release,
 * so what was read before it is not found after it.
 */
final class FixedTotals {
    /** Groups that are kept; a total is a group, too. */
    private static final long MOST = 20_000;

    private final Cache<Key, List<Group>> kept = Caffeine.newBuilder()
            .maximumWeight(MOST)
            .weigher((Key key, List<Group> groups) -> 1 + groups.size())
            .build();

    private record Key(
            String table, int sequence, String grouping, List<RecordKind.Aggregate> aggregates, int notices) {}

    /** What is known of a list; null when it has to be read. {@code grouping} tells its groups from others and is empty for totals. */
    @Nullable
    List<Group> find(Listing listing, String grouping, List<RecordKind.Aggregate> aggregates, RowStore.Known known) {
        return serves(listing) ? kept.getIfPresent(key(listing, grouping, aggregates, known)) : null;
    }

    void keep(
            Listing listing,
            String grouping,
            List<RecordKind.Aggregate> aggregates,
            RowStore.Known known,
            List<Group> groups) {
        if (serves(listing)) {
            kept.put(key(listing, grouping, aggregates, known), List.copyOf(groups));
        }
    }

    /** Whether a list is all rows of a table. */
    private static boolean serves(Listing listing) {
        return listing.via() == null && listing.filter().isEmpty();
    }

    private static Key key(
            Listing listing, String grouping, List<RecordKind.Aggregate> aggregates, RowStore.Known known) {
        return new Key(listing.table().name(), listing.sequence(), grouping, aggregates, known.notices());
    }
}

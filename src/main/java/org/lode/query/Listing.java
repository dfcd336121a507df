package org.lode.query;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lode.kind.Relation;
import org.lode.kind.Table;

/**
 * A list that can be paged, counted and grouped: which rows, in which release, filtered and ordered how.
 *
 * @param via the relation that leads to the rows from a parent; null for all rows of the table
 * @param sequence the release
 * @param filter a filter input; empty for no condition
 */
public record Listing(Table table, @Nullable Relation via, int sequence, Map<String, ?> filter, Order order) {

    /** What tells this list from every other, for its cursors. */
    public String fingerprint(String parent) {
        String way = via == null ? "" : via.getClass().getSimpleName() + via.name();
        return String.join("\n", table.name(), way, parent, Filter.canonical(filter), order.canonical());
    }
}

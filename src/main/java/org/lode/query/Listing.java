package org.lode.query;

import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.CursorMismatch;
import org.lode.model.Field;
import org.lode.model.Relation;
import org.lode.model.Table;

/**
 * A list that can be paged, counted and grouped: which rows, in which release, filtered and ordered how.
 *
 * @param via the relation that leads to the rows from a parent; null for all rows of the table
 * @param sequence the release
 * @param filter a filter input; empty for no condition
 */
public record Listing(Table table, Relation.@Nullable Many via, int sequence, Map<String, ?> filter, Order order) {

    /** What tells this list from every other, for its cursors. */
    public String fingerprint(String parent) {
        String way = via == null ? "" : via.getClass().getSimpleName() + via.name();
        return String.join("\n", table.name(), way, parent, Filter.canonical(filter), order.canonical());
    }

    /** One text for all lists that give the same SQL but for the values in it. */
    String shape() {
        String way = switch (via) {
            case null -> "";
            case Relation.ToMany many ->
                many.by().stream().map(Field::name).toList().toString();
            case Relation.Linked linked -> linked.link().name() + linked.forward();
        };
        return String.join("\n", table.name(), way, Filter.shape(filter), order.canonical());
    }

    /** Fails when a cursor of the request is not one of this list of this parent. */
    public void check(PageRequest request, String parent) {
        Stream.of(request.after(), request.before()).filter(Objects::nonNull).forEach(cursor -> place(cursor, parent));
    }

    /** The place in the list of this parent that a cursor names; a cursor of any other list or release is refused. */
    public Cursor place(String cursor, String parent) {
        Cursor place = Cursor.decode(cursor, fingerprint(parent));
        if (place.sequence() != sequence) {
            throw new CursorMismatch(
                    cursor,
                    "a cursor of release %d; this one is of release %d, name it by at: {sequence: %d}"
                            .formatted(sequence, place.sequence(), place.sequence()));
        }
        return place;
    }
}

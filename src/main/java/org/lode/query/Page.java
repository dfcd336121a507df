package org.lode.query;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a list in order, and whether the list goes on before and after them.
 *
 * @param list what was listed
 * @param parent id of the row that the list belongs to; empty at the root
 * @param count how many rows the list has; null unless it was asked for
 */
public record Page(
        Listing list,
        String parent,
        List<Place> places,
        boolean hasPrevious,
        boolean hasNext,
        @Nullable Long count) {
    /**
     * A row in its list.
     *
     * @param since the release from which it has read like this, which tells its versions apart
     * @param position values of the order's columns; empty when no cursor is asked for
     * @param row null when it is not asked for, or is not kept and has to be read
     */
    public record Place(
            String id,
            int since,
            List<@Nullable String> position,
            @Nullable Row row) {}

    /** The same when the rows of the list are counted already. */
    Page counted(long count) {
        return new Page(list, parent, places, hasPrevious, hasNext, count);
    }

    /** How many rows the list has, when that was asked for. */
    public Totals total() {
        return new Totals(Objects.requireNonNull(count), Map.of());
    }

    /** The cursor of the row at this place of the page. */
    public String cursor(int place) {
        return new Cursor(list.sequence(), places.get(place).position()).encode(list.fingerprint(parent));
    }

    /** The cursor of the first row; null when there is none. */
    public @Nullable String start() {
        return places.isEmpty() ? null : cursor(0);
    }

    /** The cursor of the last row; null when there is none. */
    public @Nullable String end() {
        return places.isEmpty() ? null : cursor(places.size() - 1);
    }
}

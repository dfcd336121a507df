package org.lode.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a list in order, and whether the list goes on before and after them.
 *
 * @param list what was listed
 * @param parent id of the row that the list belongs to; empty at the root
 */
public record Page(Listing list, String parent, List<Place> places, boolean hasPrevious, boolean hasNext) {
    /**
     * A row in its list.
     *
     * @param since the release from which it has read like this, which tells its versions apart
     * @param position values of the order's columns; empty when no cursor is asked for
     */
    public record Place(String id, int since, List<@Nullable String> position) {}

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

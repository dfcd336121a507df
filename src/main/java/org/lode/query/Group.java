package org.lode.query;

import java.util.Map;

/**
 * The rows of a list that share a key.
 *
 * @param values values of the key by name, ids where they are records; a missing one means the rows without it
 */
public record Group(Map<String, Object> values, Totals totals) {
    /** All rows of a list. */
    static Group of(Totals totals) {
        return new Group(Map.of(), totals);
    }
}

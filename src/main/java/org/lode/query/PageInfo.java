package org.lode.query;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Relay's PageInfo: where a page lies in its list.
 *
 * @param start gives the cursor of the first row; null when there is none
 * @param end gives the cursor of the last row; null when there is none
 */
public record PageInfo(
        boolean hasNextPage,
        boolean hasPreviousPage,
        Supplier<@Nullable String> start,
        Supplier<@Nullable String> end) {
    /** One whose cursors are known. */
    public static PageInfo of(
            boolean hasNextPage, boolean hasPreviousPage, @Nullable String start, @Nullable String end) {
        return new PageInfo(hasNextPage, hasPreviousPage, () -> start, () -> end);
    }
}

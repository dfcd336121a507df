package org.lode.query;

import org.jspecify.annotations.Nullable;

/** Relay's PageInfo: where a page lies in its list. */
public record PageInfo(
        boolean hasNextPage,
        boolean hasPreviousPage,
        @Nullable String startCursor,
        @Nullable String endCursor) {}

package org.lode.schema;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.lode.query.ReadAt;

/**
 * What an agency claims of a programme, beside what the dataset itemises of it.
 *
 * @param claimId id of the claim
 * @param at the release
 * @param measure what is counted: a value of {@code itemised_as}
 * @param itemised from rows that fall into the claim's period
 * @param itemisedInAll from all rows, whatever their dates
 * @param rows how many rows went into {@code itemised}
 * @param undated how many rows have no date
 * @param missing how many rows of the period have no figure
 */
record Coverage(
        String claimId,
        ReadAt at,
        String measure,
        @Nullable BigDecimal claimed,
        BigDecimal itemised,
        BigDecimal itemisedInAll,
        long rows,
        long undated,
        long missing) {}

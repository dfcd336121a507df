package org.lode.record;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.lode.query.Row;

/**
 * What an agency claims of a programme, beside what the dataset itemises of it.
 *
 * @param measure what is counted: a value of {@code itemised_as}
 * @param itemised from rows that fall into the claim's period
 * @param itemisedInAll from all rows, whatever their dates
 * @param rows how many rows went into {@code itemised}
 * @param undated how many rows have no date
 * @param missing how many rows of the period have no figure
 */
record Coverage(
        String measure,
        Row claim,
        @Nullable BigDecimal claimed,
        BigDecimal itemised,
        BigDecimal itemisedInAll,
        long rows,
        long undated,
        long missing) {

    /** The figures of a claim, before the claim itself is read. */
    record Figures(
            String id,
            String measure,
            @Nullable BigDecimal claimed,
            BigDecimal itemised,
            BigDecimal itemisedInAll,
            long rows,
            long undated,
            long missing) {

        Coverage of(Row claim) {
            return new Coverage(measure, claim, claimed, itemised, itemisedInAll, rows, undated, missing);
        }
    }
}

package org.lode.query;

import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many rows a list or a group has, and what its aggregates come to.
 *
 * @param sums by the name of the aggregate; only those that were asked for
 */
public record Totals(long count, Map<String, Sum> sums) {

    /** The figures of an aggregate that rows and groups can be sorted by, in the order of {@link Sum}. */
    public enum Statistic {
        SUM,
        MIN,
        MAX,
        AVG
    }

    /**
     * Sum, minimum, maximum and mean of the known values that count.
     *
     * @param known how many values went in
     * @param missing how many rows count but have no value
     * @param excluded how many rows do not count in totals
     */
    public record Sum(
            @Nullable BigDecimal sum,
            @Nullable BigDecimal min,
            @Nullable BigDecimal max,
            @Nullable BigDecimal avg,
            long known,
            long missing,
            long excluded) {}

    /**
     * The rows of a list that share a key.
     *
     * @param values values of the key by name, ids where they are records; a missing one means the rows without it
     */
    public record Group(Map<String, Object> values, Totals totals) {}
}

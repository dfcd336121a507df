package org.lode.query;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The statements for pages that are alike: the rows come with their ids when most of them were not kept the last time. */
final class PageQueries {
    private final Map<RowNeed, PageQuery> queries = new ConcurrentHashMap<>();
    private volatile boolean reading;

    /** The statement to run now. */
    PageQuery query(RowNeed need, Function<RowNeed, PageQuery> making) {
        return queries.computeIfAbsent(reading ? need : RowNeed.ID, making);
    }

    /** Tells how many of the rows of a run were not kept. */
    void ran(int wanted, int missing) {
        if (wanted > 0) {
            reading = 2 * missing > wanted;
        }
    }
}

package org.lode.graphql;

import java.util.List;

/**
 * What a field of an operation costs, with the fields below it.
 *
 * @param key name in the answer
 * @param weight each time that the field is answered
 * @param size how many objects it gives each time, at most or as assumed
 * @param fields below it
 */
record Price(String key, long weight, long size, List<Price> fields) {
    /** More than any limit: costs stop to grow here. */
    private static final long MOST = 1_000_000_000_000L;

    /** The cost before anything is known of the answer. */
    long requested() {
        return plus(weight, times(size, requested(fields)));
    }

    static long requested(List<Price> fields) {
        return fields.stream().mapToLong(Price::requested).reduce(0, Price::plus);
    }

    private static long plus(long a, long b) {
        return Math.min(a + b, MOST);
    }

    private static long times(long a, long b) {
        return b != 0 && a > MOST / b ? MOST : a * b;
    }
}

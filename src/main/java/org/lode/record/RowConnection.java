package org.lode.record;

/**
 * The connection field of one parent; nothing is read before its fields are asked for.
 *
 * @param parent id of the row it belongs to; empty at the root
 */
record RowConnection(Plan plan, String parent) {

    /** Cursors are read here, so that those of another record fail at this record alone, and also where only counts are asked. */
    RowConnection {
        plan.listing().check(plan.request(), parent);
    }
}

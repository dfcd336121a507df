package org.lode.search;

import org.lode.query.PageRequest;

/**
 * The connection field of a search; nothing is read before its fields are asked for.
 *
 * @param name tells the field from all others of the operation
 * @param highlights whether any are asked for
 */
record SearchConnection(String name, SearchListing listing, PageRequest request, boolean highlights) {

    /** Cursors are read here, so that those of another list fail also where only the count is asked. */
    SearchConnection {
        listing.check(request);
    }
}

package org.lode.change;

import org.lode.query.Cursor;
import org.lode.query.PageRequest;

/**
 * A connection field of changes; nothing is read before its fields are asked for.
 *
 * @param name tells the field from all others of the operation
 * @param parent id of the record whose history it is; empty at the root
 */
record ChangeConnection(String name, ChangeListing listing, PageRequest request, String parent) {

    /** The cursor is read here, so that one of another list fails at this field alone, and also where only the count is asked. */
    ChangeConnection {
        if (request.after() != null) {
            Cursor.decode(request.after(), listing.fingerprint(parent));
        }
    }
}

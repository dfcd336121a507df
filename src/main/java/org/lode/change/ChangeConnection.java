package org.lode.change;

import org.lode.query.PageRequest;

/**
 * A connection field of changes; nothing is read before its fields are asked for.
 *
 * @param name tells the field from all others of the operation
 * @param parent id of the record whose history it is; empty at the root
 */
record ChangeConnection(String name, ChangeListing listing, PageRequest request, String parent) {}

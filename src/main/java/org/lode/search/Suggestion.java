package org.lode.search;

import org.lode.query.OfRecord;

/**
 * A record whose name begins with what was written.
 *
 * @param type its kind in canonical JSON
 * @param sequence the release it was found in
 * @param match the name that has the words
 */
record Suggestion(String type, String id, int sequence, String title, String match) implements OfRecord {}

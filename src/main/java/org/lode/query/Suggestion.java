package org.lode.query;

/**
 * A record whose name begins with what was written.
 *
 * @param type its kind in canonical JSON
 * @param at the release it was found in
 * @param match the name that has the words
 */
public record Suggestion(String type, String recordId, ReadAt at, String title, String match) implements OfRecord {}

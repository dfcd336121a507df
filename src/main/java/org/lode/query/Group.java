package org.lode.query;

import java.util.Map;

/**
 * The rows of a list that share a key.
 *
 * @param values values of the key by name; a missing one means the rows without it
 * @param rows records of the key by name
 */
public record Group(Map<String, Object> values, Map<String, Row> rows, Totals totals) {}

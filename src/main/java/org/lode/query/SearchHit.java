package org.lode.query;

import java.math.BigDecimal;
import java.util.List;

/**
 * A record that was found.
 *
 * @param type its kind in canonical JSON
 * @param at the release it was found in
 * @param highlights its texts that have the words; empty when not asked for
 */
public record SearchHit(
        String type, String recordId, ReadAt at, String title, BigDecimal score, List<Highlight> highlights)
        implements OfRecord {}

package org.lode.record;

import java.util.List;
import org.lode.kind.RecordKind;
import org.lode.query.Listing;
import org.lode.query.PageRequest;
import org.lode.query.Selection;

/**
 * What one connection field of an operation reads, the same for every parent.
 *
 * @param name tells the field and the release from all others of the operation
 * @param at the release that is read
 * @param aggregates which sums are asked for beside the count
 */
record Plan(
        String name,
        ReadAt at,
        Listing listing,
        PageRequest request,
        Selection selection,
        List<RecordKind.Aggregate> aggregates) {}

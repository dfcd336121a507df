package org.lode.query;

import org.jspecify.annotations.Nullable;
import org.lode.query.RowStore.Known;

/** The rows of pages in one release: those that are kept, and those that a statement gives, which are kept from then on. */
final class PageRows implements PageQuery.Rows {
    private final RowStore rows;
    private final Listing listing;
    private final RowNeed need;
    private final Known known;
    private final RowStore.Reading reading;
    private int wanted;
    private int missing;

    PageRows(RowStore rows, Listing listing, RowNeed need, Known known) {
        this.rows = rows;
        this.listing = listing;
        this.need = need;
        this.known = known;
        this.reading = rows.reading(listing.sequence(), known);
    }

    /** How many rows were asked for whose ids are not enough. */
    int wanted() {
        return wanted;
    }

    /** How many of them were not kept. */
    int missing() {
        return missing;
    }

    @Override
    public @Nullable Row kept(String id, int since) {
        if (need == RowNeed.ID) {
            return Row.ofId(listing.table(), id);
        }
        wanted++;
        Row row = rows.find(listing.table(), id, since, listing.sequence(), known);
        if (row == null || (need == RowNeed.TITLE && row.title(listing.sequence()) == null)) {
            missing++;
            return null;
        }
        return row;
    }

    @Override
    public Row read(CompositeReader result, String id, int since, RowLayout layout) {
        return reading.read(result, id, since, layout);
    }
}

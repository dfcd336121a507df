package org.lode.schema;

import org.jspecify.annotations.Nullable;
import org.lode.graphql.FieldCall;
import org.lode.query.Page;
import org.lode.query.PageRequest;
import org.lode.query.SearchListing;
import org.lode.query.SearchStore;
import reactor.core.publisher.Mono;

/** The connection field of a search; nothing is read before its fields are asked for, and nothing twice. */
final class SearchConnection {
    private final SearchStore store;
    private final SearchListing listing;
    private final PageRequest request;
    private final FieldCall call;
    private @Nullable Mono<Page<SearchListing.Hit>> page;

    /** Cursors are read here, so that those of another list fail also where only the count is asked. */
    SearchConnection(SearchStore store, SearchListing listing, PageRequest request, FieldCall call) {
        listing.check(request);
        this.store = store;
        this.listing = listing;
        this.request = request;
        this.call = call;
    }

    SearchListing listing() {
        return listing;
    }

    synchronized Mono<Page<SearchListing.Hit>> page() {
        if (page == null) {
            boolean highlights = call.selects("nodes", "highlights") || call.selects("edges", "node", "highlights");
            page = call.once(store.page(listing, request, highlights));
        }
        return page;
    }

    Mono<Long> count() {
        return store.count(listing);
    }
}

package org.lode.schema;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.FieldCall;
import org.lode.query.ChangeListing;
import org.lode.query.ChangeStore;
import org.lode.query.Cursor;
import org.lode.query.Page;
import org.lode.query.PageRequest;
import reactor.core.publisher.Mono;

/** What one field of changes reads for all of its parents: pages and counts, each by one statement and at most once. */
final class ChangeLoad {
    private final ChangeStore store;
    private final ChangeListing listing;
    private final PageRequest request;
    private final FieldCall call;
    private final Set<String> parents = new LinkedHashSet<>();
    private @Nullable Mono<Map<String, Page<ChangeListing.Change>>> pages;
    private @Nullable Mono<Map<String, Long>> counts;

    ChangeLoad(ChangeStore store, ChangeListing listing, PageRequest request, FieldCall call) {
        this.store = store;
        this.listing = listing;
        this.request = request;
        this.call = call;
    }

    /** Adds a parent. Its cursor is read at once, so that one of another list fails at this parent alone. */
    ChangeConnection of(String parent) {
        if (request.after() != null) {
            Cursor.decode(request.after(), listing.fingerprint(parent));
        }
        parents.add(parent);
        return new ChangeConnection(this, parent);
    }

    ChangeListing listing() {
        return listing;
    }

    /** The page of each parent. */
    synchronized Mono<Map<String, Page<ChangeListing.Change>>> pages() {
        if (pages == null) {
            pages = call.once(store.pages(listing, request, List.copyOf(parents)));
        }
        return pages;
    }

    /** How many changes each parent has. */
    synchronized Mono<Map<String, Long>> counts() {
        if (counts == null) {
            counts = call.once(store.counts(listing, List.copyOf(parents)));
        }
        return counts;
    }
}

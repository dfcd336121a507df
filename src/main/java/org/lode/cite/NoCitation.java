package org.lode.cite;

import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/** A request that gets no citation, and why: the value and what was expected. */
final class NoCitation extends ResponseStatusException {
    private static final long serialVersionUID = 1L;

    private NoCitation(HttpStatus status, String detail) {
        super(status, detail);
    }

    /** No query with this id is kept here. */
    static NoCitation unknown(String id) {
        return new NoCitation(
                HttpStatus.NOT_FOUND,
                ("id: %s is not kept here (expected: an id that this server gave out, or the long address with"
                                + " `query` and `release`, which needs nothing kept)")
                        .formatted(id));
    }

    /** The release that is cited is not held here. */
    static NoCitation unheld(CitedQuery.Named release) {
        return new NoCitation(
                HttpStatus.NOT_FOUND,
                "release: %s with root %s is not held here (expected: a server that holds it)"
                        .formatted(release.version(), release.root()));
    }

    /** As many queries are kept as may be; the problem tells the address that works all the same. */
    static NoCitation full(long kept, int most, CitedQuery query) {
        NoCitation full = new NoCitation(
                HttpStatus.INSUFFICIENT_STORAGE,
                "kept: %d (expected: less than %d; the address given here works with nothing kept)"
                        .formatted(kept, most));
        full.getBody().setProperty("id", query.id());
        full.getBody().setProperty("anywhere", CitationAddress.anywhere(query, "", ""));
        return full;
    }
}

package org.lode.http;

import org.jspecify.annotations.Nullable;
import org.lode.graphql.RequestNote;

/**
 * A request that is over.
 *
 * @param asked null when it was refused before its operation was read
 * @param ran null when its operation did not run, as when the answer comes from the cache
 * @param nanos how long it took
 * @param bytes of the body that was sent
 */
record Answered(RequestNote.@Nullable Asked asked, RequestNote.@Nullable Ran ran, int status, long nanos, long bytes) {
    /** The client went before the answer came; no status was sent. */
    static final int CANCELLED = 499;

    /** {@code ok}, the code of the first error, or the status where there is no such code. */
    String outcome() {
        if (ran != null && ran.code() != null) {
            return ran.code();
        }
        if (status == CANCELLED) {
            return "cancelled";
        }
        return status < 400 ? "ok" : "http_" + status;
    }
}

package org.lode.watch;

import org.jspecify.annotations.Nullable;

/**
 * A request that is over.
 *
 * @param operation null when it never became one: its body could not be read, or it was refused before
 * @param nanos how long it took
 * @param bytes of the body, before compression
 */
record Answered(@Nullable Summary operation, int status, long nanos, long bytes) {
    /** The client went before the answer came; no status was sent. */
    static final int CANCELLED = 499;

    static Answered since(long start, @Nullable Summary operation, int status, long bytes) {
        return new Answered(operation, status, System.nanoTime() - start, bytes);
    }

    /** {@code ok}, the code of the first error, or the status where there is no such code. */
    String outcome() {
        if (operation != null && operation.code() != null) {
            return operation.code();
        }
        if (status == CANCELLED) {
            return "cancelled";
        }
        return status < 400 ? "ok" : "http_" + status;
    }
}

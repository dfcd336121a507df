package org.lode.failure;

import org.jspecify.annotations.Nullable;

/**
 * A request that cannot be answered, or a start that cannot go on: a code, the offending value and what was expected.
 *
 * <p>Its message is written for the person who caused it and never names a class, a table or a path of ours.
 */
public abstract sealed class Failure extends RuntimeException
        permits BadInput, CursorMismatch, ReleaseNotFound, Unavailable, DatasetDamaged, StartFailed {

    protected Failure(String message) {
        super(message);
    }

    protected Failure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The word that machines compare. */
    public abstract Code code();

    /** The closed list of codes that a client can meet in {@code extensions.code}. */
    public enum Code {
        BAD_USER_INPUT,
        CURSOR_MISMATCH,
        RELEASE_NOT_FOUND,
        UNAVAILABLE,
        DATASET_DAMAGED,
        START_FAILED,
        INTERNAL
    }
}

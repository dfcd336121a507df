package org.lode.model;

/** A cursor belongs to another list, order, filter or release, or was altered. */
public final class CursorMismatch extends Failure {
    public CursorMismatch(String cursor, String why) {
        super("cursor: %s (expected: %s)".formatted(shown(cursor), why));
    }

    @Override
    public Code code() {
        return Code.CURSOR_MISMATCH;
    }
}

package org.lode.model;

/** Lode itself cannot answer now; the same request may succeed later. */
public final class Unavailable extends Failure {
    public Unavailable(String message) {
        super(message);
    }

    public Unavailable(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public Code code() {
        return Code.UNAVAILABLE;
    }
}

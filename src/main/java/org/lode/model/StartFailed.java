package org.lode.model;

/** Lode cannot start or cannot do the asked command: a port, a folder, a database or a setting is in the way. */
public final class StartFailed extends Failure {
    public StartFailed(String message) {
        super(message);
    }

    public StartFailed(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public Code code() {
        return Code.START_FAILED;
    }
}

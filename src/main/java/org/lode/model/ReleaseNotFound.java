package org.lode.model;

/** No release answers to the name that was given. */
public final class ReleaseNotFound extends Failure {
    public ReleaseNotFound(String asked, String expected) {
        super("at: %s (expected: %s)".formatted(shown(asked), expected));
    }

    @Override
    public Code code() {
        return Code.RELEASE_NOT_FOUND;
    }
}

package org.lode.model;

/** What came over HTTP is not a request that can be answered, whatever it would have asked. */
public final class BadRequest extends Failure {
    private final Code code;

    /** The same in a message that clients compare. */
    public BadRequest(Code code, String message) {
        super(message);
        this.code = code;
    }

    /** The request as a whole, or a part of it, is not what it has to be. */
    public BadRequest(String part, Object value, String expected) {
        this(Code.BAD_REQUEST, part, value, expected);
    }

    /** The same with a code that says more. */
    public BadRequest(Code code, String part, Object value, String expected) {
        this(code, "%s: %s (expected: %s)".formatted(part, shown(value), expected));
    }

    @Override
    public Code code() {
        return code;
    }
}

package org.lode.files;

import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/** A request that gets no file, and why: the value and what was expected. */
public final class NoFile extends ResponseStatusException {
    private static final long serialVersionUID = 1L;
    public static final String METHODS = "GET, HEAD, OPTIONS";
    private static final int LONGEST = 200;

    private NoFile(HttpStatus status, String detail) {
        super(status, detail);
    }

    /** There is no such file. */
    public static NoFile missing(String part, String value, String expected) {
        return new NoFile(HttpStatus.NOT_FOUND, detail(part, value, expected));
    }

    /** A redaction took the file away. */
    static NoFile gone(String value, String expected) {
        return new NoFile(HttpStatus.GONE, detail("file", value, expected));
    }

    /** A range has no byte of the file. */
    public static NoFile outside(String range, long bytes) {
        String expected = bytes == 0 ? "no range: the file is empty" : "bytes 0 to " + (bytes - 1);
        return new NoFile(HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE, detail("range", range, expected));
    }

    /** The method is none that files answer. */
    public static NoFile method(HttpMethod method) {
        return new NoFile(HttpStatus.METHOD_NOT_ALLOWED, detail("method", method.name(), "one of " + METHODS));
    }

    private static String detail(String part, String value, String expected) {
        String shown = value.length() > LONGEST ? value.substring(0, LONGEST) + "…" : value;
        return "%s: %s (expected: %s)".formatted(part, shown, expected);
    }
}

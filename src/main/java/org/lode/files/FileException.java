package org.lode.files;

import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/** A request for a file that cannot be answered. The reason names the value and what was expected. */
public final class FileException extends ResponseStatusException {
    private static final long serialVersionUID = 1L;
    public static final String METHODS = "GET, HEAD, OPTIONS";
    private static final int LONGEST = 200;

    private FileException(HttpStatus status, String part, String value, String expected) {
        super(status, "%s: %s (expected: %s)".formatted(part, shown(value), expected));
    }

    private static String shown(String value) {
        return value.length() > LONGEST ? value.substring(0, LONGEST) + "…" : value;
    }

    /** There is no such file. */
    public static FileException missing(String part, String value, String expected) {
        return new FileException(HttpStatus.NOT_FOUND, part, value, expected);
    }

    /** A redaction took the file away. */
    static FileException gone(String value, String expected) {
        return new FileException(HttpStatus.GONE, "file", value, expected);
    }

    /** The range has no byte of the file. */
    public static FileException outside(String range, long bytes) {
        String expected = bytes == 0 ? "no range: the file is empty" : "bytes 0 to " + (bytes - 1);
        return new FileException(HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE, "range", range, expected);
    }

    /** Files do not answer this method. */
    public static FileException method(HttpMethod method) {
        return new FileException(HttpStatus.METHOD_NOT_ALLOWED, "method", method.name(), "one of " + METHODS);
    }
}

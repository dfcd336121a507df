package org.lode.files;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What GraphQL says against an export: its first error. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Map<String, Object> extensions;
    private final transient Map<String, String> headers;

    /** With the words, extensions and headers that GraphQL answered. */
    public Refused(String message, @Nullable Map<String, Object> extensions, Map<String, String> headers) {
        super(message);
        this.extensions = extensions == null ? Map.of() : extensions;
        this.headers = headers;
    }

    /** Code, offending value and what was expected. */
    public Map<String, Object> extensions() {
        return extensions;
    }

    /** How the client's points stand, and when to come again. */
    public Map<String, String> headers() {
        return headers;
    }
}

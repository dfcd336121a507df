package org.lode.model;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value in a request, on the command line or in a setting is not one that can be asked for. */
public final class BadInput extends Failure {
    private final String argument;
    private final @Nullable Object value;
    private final String expected;

    public BadInput(String argument, @Nullable Object value, String expected) {
        this(argument, value, expected, null);
    }

    public BadInput(String argument, @Nullable Object value, String expected, @Nullable Throwable cause) {
        super("%s: %s (expected: %s)".formatted(argument, shown(value), expected), cause);
        this.argument = argument;
        this.value = value;
        this.expected = expected;
    }

    @Override
    public Code code() {
        return Code.BAD_USER_INPUT;
    }

    /** The argument or input field at fault, as a path: {@code filter.country.code.eq}; the value; what was expected. */
    @Override
    protected Map<String, Object> details() {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("argument", argument);
        details.put("value", shown(value));
        details.put("expected", expected);
        return details;
    }
}

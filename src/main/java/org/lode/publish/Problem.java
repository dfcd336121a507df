package org.lode.publish;

/**
 * One thing in the tables that is not as it must be.
 *
 * @param line number of the line, from 1
 * @param value what stands there
 */
public record Problem(String file, int line, String column, String value, String expected) {
    private static final int BRIEF = 80;

    @Override
    public String toString() {
        String shown = value.length() > BRIEF ? value.substring(0, BRIEF) + "..." : value;
        return "%s:%d:%s: %s (expected: %s)".formatted(file, line, column, shown.isEmpty() ? "empty" : shown, expected);
    }
}

package org.lode.author;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One thing in the tables that is not as it must be, or that a person should look at.
 *
 * @param line number of the line, from 1
 * @param id the record that the line belongs to; empty when it belongs to none
 * @param value what stands there
 * @param warning whether it may be right all the same
 */
public record Problem(String file, int line, String column, String id, String value, String expected, boolean warning) {
    private static final int BRIEF = 160;
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cn}\\p{Zl}\\p{Zp}]");

    /** A fault of a whole file or of its form. */
    static Problem ofFile(String file, int line, String column, String value, String expected) {
        return new Problem(file, line, column, "", value, expected, /* warning= */ false);
    }

    /** What stands there in one line: brief, and with characters that nobody sees told by their numbers. */
    String shown() {
        String seen = UNSEEN.matcher(value)
                .replaceAll(match -> Matcher.quoteReplacement(
                        "\\u%04X".formatted(match.group().codePointAt(0))));
        String brief = seen.length() > BRIEF ? seen.substring(0, BRIEF) + "..." : seen;
        return brief.isEmpty() ? "empty" : brief;
    }

    @Override
    public String toString() {
        String record = id.isEmpty() || id.equals(value) ? "" : id + ": ";
        return "%s:%d:%s: %s%s (expected: %s)".formatted(file, line, column, record, shown(), expected);
    }
}

package org.lode.author;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An error in the tables, or a warning that a person should look at.
 *
 * @param line number of the line, from 1
 * @param id the record that the line belongs to; empty when it belongs to none
 * @param value the text of the cell, or what was found instead
 * @param warning whether it may be right all the same
 */
@JsonIgnoreProperties("warning")
public record Problem(String file, int line, String column, String id, String value, String expected, boolean warning) {
    /** From this many rows on, one line is enough for all. */
    private static final int MANY = 4;

    private static final int BRIEF = 160;
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cn}\\p{Zl}\\p{Zp}]");

    /** Returns a fault of a whole file or of its form. */
    static Problem ofFile(String file, int line, String column, String value, String expected) {
        return new Problem(file, line, column, "", value, expected, /* warning= */ false);
    }

    /** Returns what is expected of a value when it has to be a name of one of these. */
    static <T> String oneOf(List<T> all, Function<T, String> name) {
        return "one of " + all.stream().map(name).collect(Collectors.joining(", "));
    }

    /** Returns the value in one line: at most 160 characters, with escapes in the place of invisible characters. */
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

    /** Warnings as lines for a person: one for each, but one line for four or more of one cause. */
    public static List<String> lines(List<Problem> warnings) {
        return warnings.stream()
                .collect(Collectors.groupingBy(
                        warning -> List.of(warning.file, warning.column, warning.expected),
                        LinkedHashMap::new,
                        Collectors.toList()))
                .values()
                .stream()
                .flatMap(same -> same.size() < MANY ? same.stream().map(Problem::toString) : Stream.of(together(same)))
                .toList();
    }

    private static String together(List<Problem> same) {
        Problem first = same.getFirst();
        return "%s:%s: %d rows: %s (expected: %s)"
                .formatted(
                        first.file,
                        first.column,
                        same.size(),
                        same.stream().map(Problem::brief).collect(Collectors.joining("; ")),
                        first.expected);
    }

    private String brief() {
        return value.isEmpty() || value.equals(id) ? id : "%s %s".formatted(id, shown());
    }
}

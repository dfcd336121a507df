package org.lode.release;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The calendar label of a release: {@code 2026.11.0} is the first release of November 2026. */
public record CalendarVersion(int year, int month, int number) implements Comparable<CalendarVersion> {
    private static final Pattern FORM = Pattern.compile("(\\d{4})\\.([1-9]|1[0-2])\\.(0|[1-9]\\d{0,5})");
    private static final Comparator<CalendarVersion> ORDER = Comparator.comparingInt(CalendarVersion::year)
            .thenComparingInt(CalendarVersion::month)
            .thenComparingInt(CalendarVersion::number);

    /** Reads a label; fails with an IllegalArgumentException that says what was expected. */
    public static CalendarVersion parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("YEAR.MONTH.NUMBER without leading zeros, like 2026.11.0");
        }
        return new CalendarVersion(
                Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)), Integer.parseInt(parts.group(3)));
    }

    @Override
    public int compareTo(CalendarVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return year + "." + month + "." + number;
    }
}

package org.lode.model;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.regex.Pattern;

/**
 * A date as precise as its source: a year, a month, a day, or an interval of two of these (EDTF level 0).
 *
 * @param text as written: {@code 2011}, {@code 2011-03}, {@code 2011-03-30}, {@code 2011/2013-05}
 * @param first the first day that it can mean
 * @param last the last day that it can mean
 */
public record PartialDate(String text, LocalDate first, LocalDate last) {
    /** The expectation in every message about an invalid date. */
    public static final String EXPECTED = "a date YYYY, YYYY-MM or YYYY-MM-DD, or an interval START/END of two dates";

    private static final Pattern YEAR = Pattern.compile("\\d{4}");
    private static final Pattern MONTH = Pattern.compile("\\d{4}-\\d{2}");
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    /** Reads a date or an interval; fails with an IllegalArgumentException that says what was expected. */
    public static PartialDate parse(String text) {
        try {
            int slash = text.indexOf('/');
            return slash < 0 ? point(text) : interval(text, slash);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(EXPECTED, e);
        }
    }

    private static PartialDate interval(String text, int slash) {
        PartialDate start = point(text.substring(0, slash));
        PartialDate end = point(text.substring(slash + 1));
        if (end.last.isBefore(start.first)) {
            throw new IllegalArgumentException("an interval that ends after it starts");
        }
        return new PartialDate(text, start.first, end.last);
    }

    private static PartialDate point(String text) {
        if (DAY.matcher(text).matches()) {
            LocalDate day = LocalDate.parse(text);
            return new PartialDate(text, day, day);
        }
        if (MONTH.matcher(text).matches()) {
            YearMonth month = YearMonth.parse(text);
            return new PartialDate(text, month.atDay(1), month.atEndOfMonth());
        }
        if (YEAR.matcher(text).matches()) {
            int year = Integer.parseInt(text);
            return new PartialDate(text, LocalDate.of(year, 1, 1), LocalDate.of(year, 12, 31));
        }
        throw new IllegalArgumentException(EXPECTED);
    }
}

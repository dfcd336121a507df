package org.lode.query;

import java.time.LocalDate;
import java.time.YearMonth;

/** The first and the last day that a partial date can mean, worked out here once more. */
record Days(LocalDate first, LocalDate last) {

    static Days of(String text) {
        int slash = text.indexOf('/');
        return slash < 0
                ? point(text)
                : new Days(point(text.substring(0, slash)).first, point(text.substring(slash + 1)).last);
    }

    private static Days point(String text) {
        return switch (text.length()) {
            case 4 -> new Days(LocalDate.parse(text + "-01-01"), LocalDate.parse(text + "-12-31"));
            case 7 ->
                new Days(LocalDate.parse(text + "-01"), YearMonth.parse(text).atEndOfMonth());
            default -> new Days(LocalDate.parse(text), LocalDate.parse(text));
        };
    }
}

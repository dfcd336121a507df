package org.lode.model;

/**
 * How values of one row a year become one row with a column for each year.
 *
 * @param by the period of a value
 * @param value what goes into the columns
 * @param qualifier how exact a value is
 */
public record Pivot(Field by, Field value, Field qualifier) {
    /** The qualifier of a value that a row does not name. */
    public static final String EXACT = "EXACT";

    /** What stands in place of a confidence where no citation supports a value. */
    public static final String NONE = "NONE";
}

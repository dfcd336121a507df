package org.lode.kind;

/**
 * How values of one row a year become one row with a column for each year.
 *
 * @param by the period of a value
 * @param value what goes into the columns
 * @param qualifier how exact a value is
 */
public record Pivot(Field by, Field value, Field qualifier) {}

package org.lode.query;

/** What is asked of rows. */
public enum RowNeed {
    /** Their ids, and lists below them. */
    ID,
    ROW,
    /** Their values, and what they are called. */
    TITLE;

    public RowNeed and(RowNeed other) {
        return compareTo(other) > 0 ? this : other;
    }
}

package org.lode.model;

import java.util.List;

/** One step of the way from a row to the values of a column. */
public sealed interface Step {

    /** To the record that a field names. */
    record Reference(Field field) implements Step {}

    /**
     * To rows of a part or to pairs, any number of them.
     *
     * @param table where the rows are
     * @param same what a row has in common with the row that the step begins at
     */
    record Rows(Table table, List<Same> same) implements Step {}

    /**
     * Two fields with the same value.
     *
     * @param there the field of the row that the step leads to
     * @param here the field of the row that it begins at
     */
    record Same(Field there, Field here) {}
}

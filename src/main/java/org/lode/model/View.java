package org.lode.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A flat table for analysis, with columns of related rows.
 *
 * @param table the table of its rows, one for one unless there is a pivot
 * @param order the fields that the rows are sorted by; with a pivot, the fields that identify a row
 */
public record View(
        String name,
        String title,
        String description,
        Table table,
        List<Field> order,
        List<Column> columns,
        @Nullable Pivot pivot) {

    /** A table as it is stored. */
    public static View stored(Table table) {
        List<Column> columns = table.fields().stream().map(Column::own).toList();
        return new View(table.name(), "", "", table, List.of(), columns, null);
    }

    /**
     * A column of a flat table: a field of the row itself or of related rows.
     *
     * <p>A column with a step to rows of a part is a list: it has a value for each of these rows, in the order of their ids.
     *
     * @param field the field under its name in the file
     * @param way the steps to the related row; empty for the row itself
     * @param source the field of the related row
     * @param otherwise the text for rows without a value; null for none
     */
    public record Column(
            Field field,
            List<Step> way,
            Field source,
            @Nullable String otherwise) {

        /** A field of the row itself, under its own name. */
        public static Column own(Field field) {
            return new Column(field, List.of(), field, null);
        }

        public String name() {
            return field.name();
        }
    }

    /**
     * Turns rows with one value for a year into one row with a column for each year.
     *
     * @param by the period of a value
     * @param value the value in the columns
     * @param qualifier the exactness of the value
     */
    public record Pivot(Field by, Field value, Field qualifier) {
        /** The qualifier of a value without one. */
        public static final String EXACT = "EXACT";

        /** What stands in place of a confidence where no citation supports a value. */
        public static final String NONE = "NONE";
    }

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
}

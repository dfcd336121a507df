package org.lode.kind;

import java.util.List;

/**
 * A column of a flat file: a field of the row itself, or of the record that references lead to.
 *
 * @param field what it holds, under the name that it has in the file
 * @param way the references that lead to the record; empty for the row itself
 * @param source the name of the field there
 */
public record Column(Field field, List<Field> way, String source) {

    /** A field of the row itself, under its own name. */
    public static Column own(Field field) {
        return new Column(field, List.of(), field.name());
    }

    public String name() {
        return field.name();
    }
}

package org.lode.kind;

import java.util.List;

/**
 * A column of a flat file: a field of the row itself, or of what a way leads to.
 *
 * <p>A column whose way goes to the rows of a part is a list: it has a value for each of these rows that leads to one, in the
 * order of their ids.
 *
 * @param field what it holds, under the name that it has in the file
 * @param way the steps that lead there; empty for the row itself
 * @param source the field there
 */
public record Column(Field field, List<Step> way, Field source) {

    /** A field of the row itself, under its own name. */
    public static Column own(Field field) {
        return new Column(field, List.of(), field);
    }

    public String name() {
        return field.name();
    }
}

package org.lode.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column of a flat file: a field of the row itself, or of what a way leads to.
 *
 * <p>A column whose way goes to the rows of a part is a list: it has a value for each of these rows that leads to one, in the
 * order of their ids.
 *
 * @param field what it holds, under the name that it has in the file
 * @param way the steps that lead there; empty for the row itself
 * @param source the field there
 * @param otherwise the text of a row for which there is no value; null for none
 */
public record Column(
        Field field, List<Step> way, Field source, @Nullable String otherwise) {

    /** A field of the row itself, under its own name. */
    public static Column own(Field field) {
        return new Column(field, List.of(), field, null);
    }

    public String name() {
        return field.name();
    }
}

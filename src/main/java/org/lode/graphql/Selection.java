package org.lode.graphql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields that an operation asks of an object of one type, in the order of the answer. */
public final class Selection {
    private final String type;
    private final List<PlannedField> fields;
    private final List<PlannedField> prepared;

    Selection(String type, List<PlannedField> fields) {
        this.type = type;
        this.fields = fields;
        this.prepared = fields.stream().filter(PlannedField::isPrepared).toList();
    }

    /** Name of the type of the object. */
    public String type() {
        return type;
    }

    public List<PlannedField> fields() {
        return fields;
    }

    /** The fields whose values are read before the answer is written, in the order of their slots in a {@link Node}. */
    List<PlannedField> prepared() {
        return prepared;
    }

    /** Whether a field is asked for; a path leads through the fields of objects, {@code *} stands for any name. */
    public boolean selects(String... path) {
        return selects(this, path, 0);
    }

    private static boolean selects(@Nullable Selection selection, String[] path, int at) {
        if (selection == null) {
            return false;
        }
        for (PlannedField field : selection.fields) {
            if ((path[at].equals("*") || path[at].equals(field.name()))
                    && (at == path.length - 1 || selects(field.only(), path, at + 1))) {
                return true;
            }
        }
        return false;
    }
}

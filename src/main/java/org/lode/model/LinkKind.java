package org.lode.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pairs of records: the minerals of a project. Hashed with the first of the pair.
 *
 * @param owner table of the record that holds the pairs
 * @param part name in the owner's data and in GraphQL
 * @param inverse name in GraphQL of the way back; null when there is none
 * @param inverseDescription what the way back leads to; empty when there is none
 */
public record LinkKind(
        String name,
        String owner,
        String part,
        @Nullable String inverse,
        String inverseDescription,
        List<Field> fields,
        Presentation presentation)
        implements Table {

    public Field ownerField() {
        return fields.get(0);
    }

    public Field targetField() {
        return fields.get(1);
    }
}

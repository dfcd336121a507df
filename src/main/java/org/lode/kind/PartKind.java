package org.lode.kind;

import java.util.List;

/**
 * Rows that belong to a record and are hashed with it: the participants of a project, the events of a deal.
 *
 * @param type name in GraphQL
 * @param owner table of the record that the rows belong to
 * @param part name in the record's data and in GraphQL
 * @param key fields that tell the rows of one owner apart
 */
public record PartKind(
        String name,
        String type,
        String owner,
        String part,
        List<String> key,
        List<Field> fields,
        Presentation presentation)
        implements Table {

    /** The field that names the owner: always the first. */
    public Field ownerField() {
        return fields.getFirst();
    }
}

package org.lode.model;

import java.util.List;

/**
 * Rows that belong to a record and are hashed with it: the participants of a project, the events of a deal.
 *
 * @param type name in GraphQL
 * @param owner table of the record that the rows belong to
 * @param part name in the record's data and in GraphQL
 * @param key fields that tell the rows of one owner apart
 * @param collections parts of the same owner whose rows name a row of this one
 */
public record PartKind(
        String name,
        String type,
        String owner,
        String part,
        List<String> key,
        List<Field> fields,
        List<Collection> collections,
        Presentation presentation)
        implements Table {

    /**
     * Rows of another part that name a row of this part.
     *
     * @param name name in GraphQL
     * @param table the other part
     * @param fields its owner and the fields that hold the key, in the order of the key
     */
    public record Collection(String name, String table, List<String> fields, String description) {}

    /** The field that names the owner: always the first. */
    public Field ownerField() {
        return fields.getFirst();
    }
}

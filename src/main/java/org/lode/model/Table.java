package org.lode.model;

import java.util.List;

/** One resource of the data package: a table with described fields. */
public sealed interface Table permits RecordKind, PartKind, LinkKind {

    /** Name of the resource, the CSV file and the database table. */
    String name();

    List<Field> fields();

    /** What people read about the table, and what its lists offer. */
    Presentation presentation();

    /** The field of that name; fails when the description has none, which is a fault of ours. */
    default Field field(String name) {
        return fields().stream()
                .filter(field -> field.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name() + " has no field " + name));
    }
}

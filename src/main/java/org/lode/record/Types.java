package org.lode.record;

import org.lode.kind.LinkKind;
import org.lode.kind.PartKind;
import org.lode.kind.RecordKind;
import org.lode.kind.Table;

/** Names of tables in GraphQL. */
final class Types {
    private Types() {}

    /** The GraphQL type of a table's rows. */
    static String name(Table table) {
        return switch (table) {
            case RecordKind kind -> kind.type();
            case PartKind part -> part.type();
            case LinkKind link -> throw new IllegalArgumentException(link.name() + " is not shown by itself");
        };
    }
}

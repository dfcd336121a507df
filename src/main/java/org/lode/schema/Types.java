package org.lode.schema;

import java.util.List;
import org.lode.model.DataPackage;
import org.lode.model.Field;
import org.lode.model.RecordKind;
import org.lode.model.Table;
import org.lode.model.Table.LinkKind;
import org.lode.model.Table.PartKind;

/** Names of tables and values in GraphQL. */
final class Types {
    private Types() {}

    /** The tables whose rows have a type: all but pairs and redirects. */
    static List<Table> shown(DataPackage data) {
        return data.tables().stream()
                .filter(table -> switch (table) {
                    case RecordKind kind -> !kind.prefix().isEmpty();
                    case PartKind part -> true;
                    case LinkKind link -> false;
                })
                .toList();
    }

    /** The GraphQL type of a table's rows. */
    static String name(Table table) {
        return switch (table) {
            case RecordKind kind -> kind.type();
            case PartKind part -> part.type();
            case LinkKind link -> throw new IllegalArgumentException(link.name() + " is not shown by itself");
        };
    }

    /** The GraphQL type of a single value of a field. */
    static String value(Field field) {
        return switch (field.type()) {
            case ID, REF -> "ID";
            case TEXT, LIST -> "String";
            case ENUM -> EnumTypes.name(field);
            case INTEGER -> "Int";
            case DECIMAL -> "Decimal";
            case BOOLEAN -> "Boolean";
            case DATE -> "PartialDate";
        };
    }
}

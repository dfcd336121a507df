package org.lode.query;

import org.jspecify.annotations.Nullable;
import org.lode.kind.Field;
import org.lode.kind.FieldType;
import org.lode.kind.Names;
import org.lode.kind.RecordKind;
import org.lode.kind.Relation;

/** What rows can be grouped by. */
public sealed interface GroupKey {

    /** Its name among the fields of a group's key: {@code stage}, {@code announcedYear}, {@code country}, {@code mineral}. */
    String name();

    /** Its name in the {@code by} argument: {@code STAGE}, {@code ANNOUNCED_YEAR}. */
    default String constant() {
        return Names.constant(name());
    }

    /** The kind of the records that the key names; null for a key that is a value. */
    default @Nullable RecordKind target() {
        return switch (this) {
            case Value value -> null;
            case Reference reference -> reference.relation().targets().getFirst();
            case Link link -> link.relation().target();
        };
    }

    /** A field's value; of a date, the year of its first day. */
    record Value(Field field) implements GroupKey {
        @Override
        public String name() {
            return field.type() == FieldType.DATE ? field.graphqlName() + "Year" : field.graphqlName();
        }
    }

    /** The record that a field names. */
    record Reference(Relation.ToOne relation) implements GroupKey {
        @Override
        public String name() {
            return relation.name();
        }
    }

    /** Each of the records paired with a row: a row counts once in the group of each. */
    record Link(Relation.Linked relation) implements GroupKey {
        @Override
        public String name() {
            return Names.lowerFirst(relation.target().type());
        }
    }
}

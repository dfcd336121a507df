package org.lode.model;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One resource of the data package: a table with described fields. */
public sealed interface Table permits RecordKind, Table.PartKind, Table.LinkKind {

    /** Name of the resource, the CSV file and the database table. */
    String name();

    List<Field> fields();

    /** The names of the key columns. The file of the table is sorted by them. */
    List<String> keyColumns();

    /** The texts of the table for people, and the options of its lists. */
    Presentation presentation();

    /** The names of all columns, in the order of the file. */
    default List<String> columns() {
        return fields().stream().map(Field::name).toList();
    }

    /** The field of that name; fails with an IllegalArgumentException when the table has none. */
    default Field field(String name) {
        return fields().stream()
                .filter(field -> field.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name() + " has no field " + name));
    }

    /**
     * Rows that belong to a record and are hashed with it: the participants of a project, the events of a deal.
     *
     * @param type name in GraphQL
     * @param owner table of the record that the rows belong to
     * @param part name in the record's data and in GraphQL
     * @param key fields that identify a row among those of its owner
     * @param collections parts of the same owner whose rows name a row of this one
     */
    record PartKind(
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

        @Override
        public List<String> keyColumns() {
            return Stream.concat(Stream.of(ownerField().name()), key.stream()).toList();
        }
    }

    /**
     * Pairs of records: the minerals of a project. Hashed with the first of the pair.
     *
     * @param owner table of the record that holds the pairs
     * @param part name in the owner's data and in GraphQL
     * @param inverse name in GraphQL of the inverse relation; null for none
     * @param inverseDescription description of the inverse relation; empty for none
     */
    record LinkKind(
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

        @Override
        public List<String> keyColumns() {
            return List.of(ownerField().name(), targetField().name());
        }
    }

    /**
     * The texts of a table for people, and options of its lists in GraphQL that do not follow from its fields. Paths are names
     * in GraphQL, from a row downwards, with points between them.
     *
     * @param title the name of its rows ({@code Exchange rates})
     * @param orders sort keys of related rows ({@code country.name}, {@code deals.count})
     * @param groups further keys for groups ({@code region}, {@code project.country})
     * @param objects objects made of values of a row, by their path
     */
    record Presentation(
            String title,
            String description,
            List<String> orders,
            List<String> groups,
            Map<String, ObjectType> objects) {

        /** The GraphQL type of an object that is made of values of a row, and its description. */
        public record ObjectType(String type, String description) {}
    }
}

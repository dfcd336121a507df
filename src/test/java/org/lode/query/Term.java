package org.lode.query;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.lode.model.DataPackage;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.RecordKind;
import org.lode.model.Relation;
import org.lode.model.Table;
import org.lode.model.Table.PartKind;

/** One thing that a filter of a table can say. */
sealed interface Term {

    /** Names from the filter of the table down to where it is said. */
    List<String> path();

    /** An operator of a field. */
    record Compare(List<String> path, Field field) implements Term {
        String operator() {
            return path.getLast();
        }
    }

    /** A filter of the record that a field names. */
    record ToOne(List<String> path, Table target) implements Term {}

    /** A filter of the rows that a relation leads to; the path ends in some, none or every. */
    record ToMany(List<String> path, Table target) implements Term {}

    /** A condition on a place as a whole: the path ends in within or isNull. */
    record Place(List<String> path, Field latitude, Field longitude) implements Term {}

    /** The path ends in and, or, not; what is joined is about the rest of the path. */
    record Junction(List<String> path) implements Term {
        List<String> within() {
            return path.subList(0, path.size() - 1);
        }
    }

    /** All that can be said of a table, from the description of the data. */
    static List<Term> all(DataPackage data, Table table) {
        List<Term> terms = new ArrayList<>();
        Set<List<String>> objects = new LinkedHashSet<>(Set.of(List.of()));
        for (Field field : table.fields()) {
            List<String> path = field.path();
            for (int length = 1; length < path.size(); length++) {
                objects.add(path.subList(0, length));
            }
            boolean reference = field.type() == FieldType.REF;
            List<String> named = reference ? append(path.subList(0, path.size() - 1), path.getLast() + "Id") : path;
            operators(field.type()).forEach(operator -> terms.add(new Compare(append(named, operator), field)));
        }
        objects.forEach(object ->
                List.of("and", "or", "not").forEach(word -> terms.add(new Junction(append(object, word)))));
        table.fields().stream().filter(Term::isLatitude).forEach(latitude -> {
            Field longitude = table.field(latitude.name().replace("latitude", "longitude"));
            List<String> place = latitude.path().subList(0, latitude.path().size() - 1);
            List.of("within", "isNull").forEach(word -> terms.add(new Place(append(place, word), latitude, longitude)));
        });
        data.relations(table).forEach(relation -> terms.addAll(ways(relation)));
        return terms;
    }

    /** Whether a field is a coordinate, which GraphQL shows as a number. */
    static boolean isCoordinate(Field field) {
        return isLatitude(field) || field.path().getLast().equals("longitude");
    }

    private static boolean isLatitude(Field field) {
        return field.path().getLast().equals("latitude");
    }

    private static List<Term> ways(Relation relation) {
        return switch (relation) {
            // What may lead to several kinds can be asked for its id alone.
            case Relation.ToOne one ->
                one.targets().size() > 1
                        ? List.of()
                        : List.of(new ToOne(one.field().path(), one.targets().getFirst()));
            case Relation.ToMany many -> quantified(many.name(), many.target());
            case Relation.Linked linked -> quantified(linked.name(), linked.target());
        };
    }

    private static List<Term> quantified(String name, Table target) {
        return Stream.of("some", "none", "every")
                .<Term>map(quantifier -> new ToMany(List.of(name, quantifier), target))
                .toList();
    }

    private static List<String> operators(FieldType type) {
        List<String> sets = List.of("eq", "ne", "in", "notIn", "isNull");
        List<String> orders = List.of("lt", "lte", "gt", "gte");
        return switch (type) {
            case ID, REF, ENUM -> sets;
            case INTEGER, DECIMAL, DATE ->
                Stream.of(sets, orders).flatMap(List::stream).toList();
            case TEXT ->
                Stream.of(sets, orders, List.of("contains", "startsWith", "endsWith"))
                        .flatMap(List::stream)
                        .toList();
            case BOOLEAN -> List.of("eq", "ne", "isNull");
            case LIST -> List.of("has", "hasAny", "hasAll", "contains", "startsWith", "endsWith", "isEmpty");
        };
    }

    private static List<String> append(List<String> path, String name) {
        return Stream.concat(path.stream(), Stream.of(name)).toList();
    }

    /** The GraphQL type of a table's rows. */
    static String type(Table table) {
        return table instanceof PartKind part ? part.type() : ((RecordKind) table).type();
    }
}

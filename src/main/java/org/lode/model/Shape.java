package org.lode.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Field.FieldType;
import org.lode.model.Table.Presentation;

/**
 * The GraphQL object type of a table, or of an object embedded in its rows: the meaning of each field name.
 *
 * @param table the table whose rows are shown
 * @param path names from the record down to this object; empty for the record itself
 */
public record Shape(Table table, List<String> path, Map<String, Member> members) {
    public static final String LATITUDE = "latitude";
    public static final String LONGITUDE = "longitude";

    static Shape of(DataPackage data, Table table) {
        return at(data, table, List.of());
    }

    /** The member of this name; null for none. */
    public @Nullable Member member(String name) {
        return members.get(name);
    }

    /** Whether this object has coordinates alone. Such an object is null unless both have a value. */
    public boolean isPlace() {
        return members.keySet().equals(Set.of(LATITUDE, LONGITUDE));
    }

    /** All fields of the row in this object and its embedded objects. */
    public Stream<Field> fields() {
        return members.values().stream().flatMap(member -> switch (member) {
            case Member.Leaf leaf -> Stream.of(leaf.field());
            case Member.Embedded embedded -> embedded.shape().fields();
            case Member.Way way -> way.relation() instanceof Relation.ToOne one ? Stream.of(one.field()) : Stream.of();
        });
    }

    private static Shape at(DataPackage data, Table table, List<String> path) {
        Map<String, Member> members = new LinkedHashMap<>();
        for (Field field : table.fields()) {
            if (!startsWith(field.path(), path)) {
                continue;
            }
            String name = field.path().get(path.size());
            if (field.path().size() > path.size() + 1) {
                members.computeIfAbsent(name, step -> embedded(data, table, append(path, step)));
            } else if (field.type() == FieldType.REF) {
                members.put(name, new Member.Way(reference(data, table, field)));
            } else {
                members.put(name, new Member.Leaf(field));
            }
        }
        if (path.isEmpty()) {
            data.relations(table).stream()
                    .filter(Relation.Many.class::isInstance)
                    .forEach(many -> members.put(many.name(), new Member.Way(many)));
        }
        return new Shape(table, path, members);
    }

    private static Relation reference(DataPackage data, Table table, Field field) {
        return data.relations(table).stream()
                .filter(relation ->
                        relation instanceof Relation.ToOne one && one.field().equals(field))
                .findFirst()
                .orElseThrow();
    }

    private static Member.Embedded embedded(DataPackage data, Table table, List<String> path) {
        String name = String.join(".", path);
        Presentation.ObjectType type = table.presentation().objects().get(name);
        if (type == null) {
            throw new DatasetDamaged("datapackage.json: x-objects of %s lacks %s (expected: its type and description)"
                    .formatted(table.name(), name));
        }
        return new Member.Embedded(at(data, table, path), type);
    }

    private static boolean startsWith(List<String> path, List<String> prefix) {
        return path.size() > prefix.size() && path.subList(0, prefix.size()).equals(prefix);
    }

    private static List<String> append(List<String> path, String step) {
        List<String> longer = new ArrayList<>(path);
        longer.add(step);
        return List.copyOf(longer);
    }

    /** The meaning of a field name. */
    public sealed interface Member {

        /** A value of the row. */
        record Leaf(Field field) implements Member {}

        /** An object made of values of the same row: {@code money}, {@code location}. */
        record Embedded(Shape shape, Presentation.ObjectType type) implements Member {}

        /** Another row, or several. */
        record Way(Relation relation) implements Member {}
    }
}

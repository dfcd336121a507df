package org.lode.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Field.FieldType;
import org.lode.model.Shape.Member;
import org.lode.model.Table.PartKind;

/**
 * A field whose text finds records of a kind, and the path to it: from the record or one of its parts, over at most one
 * reference.
 *
 * @param path names in GraphQL from the record downwards ({@code participants.organization.name})
 * @param part the parts or links of the record on the path; null for none
 * @param reference the field that names another record which has the text; null for none
 * @param target the kind of the referenced record
 * @param field the text, or list of texts
 */
public record SearchField(
        String path,
        Weight weight,
        @Nullable Table part,
        @Nullable Field reference,
        @Nullable RecordKind target,
        Field field) {

    /** The weight of a match, from names (A) down to prose (D). */
    public enum Weight {
        A,
        B,
        C,
        D
    }

    /** The fields of a path: one for each kind of record that its reference may lead to. */
    static List<SearchField> of(DataPackage data, RecordKind kind, Weight weight, String path) {
        Way start = new Way(data.shape(kind), null, null, null);
        List<Way> ways = List.of(start);
        String[] steps = path.split("\\.");
        for (int i = 0; i < steps.length - 1; i++) {
            List<Way> next = new ArrayList<>();
            for (Way way : ways) {
                next.addAll(way.step(data, steps[i]));
            }
            ways = next;
        }
        List<SearchField> found = new ArrayList<>();
        for (Way way : ways) {
            if (way.shape.member(steps[steps.length - 1]) instanceof Member.Leaf leaf && isText(leaf.field())) {
                found.add(new SearchField(path, weight, way.part, way.reference, way.target, leaf.field()));
            }
        }
        if (found.isEmpty()) {
            throw new DatasetDamaged(
                    "datapackage.json: x-search of %s: %s (expected: a text of the record or of its parts, or one reference away)"
                            .formatted(kind.name(), path));
        }
        return found;
    }

    private static boolean isText(Field field) {
        return field.type() == FieldType.TEXT || field.type() == FieldType.LIST;
    }

    /** The begin of a path. */
    private record Way(
            Shape shape,
            @Nullable Table part,
            @Nullable Field reference,
            @Nullable RecordKind target) {

        List<Way> step(DataPackage data, String name) {
            return switch (shape.member(name)) {
                case Member.Embedded embedded -> List.of(new Way(embedded.shape(), part, reference, target));
                case Member.Way way -> reference == null ? follow(data, way.relation()) : List.of();
                case Member.Leaf end -> List.of();
                case null -> List.of();
            };
        }

        private List<Way> follow(DataPackage data, Relation relation) {
            return switch (relation) {
                case Relation.ToOne one ->
                    one.targets().stream()
                            .map(kind -> new Way(data.shape(kind), part, one.field(), kind))
                            .toList();
                case Relation.ToMany many ->
                    part == null && many.target() instanceof PartKind rows
                            ? List.of(new Way(data.shape(rows), rows, null, null))
                            : List.of();
                case Relation.Linked linked ->
                    part == null && linked.forward()
                            ? List.of(
                                    new Way(data.shape(linked.target()), linked.link(), linked.far(), linked.target()))
                            : List.of();
            };
        }
    }
}

package org.lode.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.lode.model.DataPackage;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.RecordKind;
import org.lode.model.Relation;
import org.lode.model.Shape;
import org.lode.model.Shape.Member;
import org.lode.model.Table;
import org.lode.schema.KindSchema.Sdl;
import org.lode.schema.KindSchema.Sdl.Entry;

/** Definitions of the types of rows, and of the objects in them. */
final class RowTypes {
    private static final Entry ID = new Entry("""
            What caches and `node` know this by: the permanent id, and behind an `@` the release where the question named one
            (`deal:lynas-japan-supply@2026.11.0`).""", "id: ID!");
    private static final Entry ID_OF_PART = new Entry(
            "The id of the record that the row is part of, and behind a `/` what tells it from the other rows.",
            "recordId: ID!");
    private static final Entry TITLE = new Entry(
            "What to call the record in a list, in English: its name, or what tells it from others.", "title: String!");
    private static final List<Entry> RECORD = List.of(
            new Entry("How the record came to be as it is: every change to it up to this release.", """
                    history(
                      "The oldest first, or `DESC` for the newest first."
                      direction: OrderDirection! = ASC
                      "How many changes: 0 to 500; 50 when left out."
                      first: Int
                      "Only changes after this cursor."
                      after: String
                    ): ChangeConnection! @cost(weight: "10") @listSize(assumedSize: 50, slicingArguments: ["first"], \
                    sizedFields: ["edges", "nodes"], requireOneSlicingArgument: false)"""),
            TITLE,
            new Entry("The release that the record was read at.", "release: Release!"),
            new Entry("The release from which the record reads as it does here.", "since: Release!"),
            new Entry(
                    "Leaf hash of the record: 64 hex digits, proved by the root of the release.",
                    "recordHash: String!"),
            new Entry("""
                    That its content was taken away since; null while it is there. Then texts that must be there are \
                    `[redacted]`, and other values that must be there are the error `REDACTED`.""", "redaction: Redaction"));

    private final DataPackage data;
    private final Map<String, List<String>> objects = new HashMap<>();

    RowTypes(DataPackage data) {
        this.data = data;
    }

    List<String> of(Table table) {
        Shape shape = data.shape(table);
        boolean record = table instanceof RecordKind;
        List<Entry> fields = new ArrayList<>(record ? List.of(ID) : List.of(ID, ID_OF_PART));
        fields.addAll(fields(shape));
        fields.addAll(record ? RECORD : List.of());
        // Sources have a field of this name.
        fields.removeIf(entry -> entry.equals(TITLE) && shape.member("title") != null);
        List<String> definitions = new ArrayList<>();
        String head = "type %s implements Node%s".formatted(KindSchema.typeName(table), record ? " & Record" : "");
        definitions.add(Sdl.define(head, Sdl.prose(table.presentation().description()), fields));
        addObjects(shape, definitions);
        return definitions;
    }

    private void addObjects(Shape shape, List<String> definitions) {
        shape.members().forEach((name, member) -> {
            // The type of a place is in schema/graphql: both coordinates are non-null floats.
            if (member instanceof Member.Embedded object && !object.shape().isPlace()) {
                String type = object.type().type();
                List<Entry> fields = fields(object.shape());
                List<String> written = fields.stream().map(Entry::text).toList();
                List<String> first = objects.putIfAbsent(type, written);
                if (first == null) {
                    definitions.add(
                            Sdl.define("type " + type, Sdl.prose(object.type().description()), fields));
                } else if (!first.equals(written)) {
                    throw new DatasetDamaged("datapackage.json: %s of %s has %s (expected, as %s elsewhere: %s)"
                            .formatted(name, shape.table().name(), written, type, first));
                }
                addObjects(object.shape(), definitions);
            }
        });
    }

    private static List<Entry> fields(Shape shape) {
        return shape.members().entrySet().stream()
                .map(member -> field(member.getKey(), member.getValue()))
                .toList();
    }

    private static Entry field(String name, Member member) {
        return switch (member) {
            case Member.Leaf leaf -> {
                Field field = leaf.field();
                yield entry(
                        field.wording().inGraphQl(),
                        field.type() == FieldType.ID ? "recordId" : name,
                        field.type() == FieldType.LIST ? "[String!]" : KindSchema.valueType(field),
                        field.type() == FieldType.LIST || field.required());
            }
            case Member.Embedded object -> {
                Stream<Member> parts = object.shape().members().values().stream();
                boolean always = parts.anyMatch(
                        part -> part instanceof Member.Leaf leaf && leaf.field().required());
                yield entry(object.type().description(), name, object.type().type(), always);
            }
            case Member.Way way ->
                switch (way.relation()) {
                    case Relation.ToOne one -> {
                        Field reference = one.field();
                        boolean known = one.targets().size() == 1;
                        String type = known ? KindSchema.typeName(one.targets().getFirst()) : "Record";
                        yield entry(reference.wording().inGraphQl(), one.name(), type, reference.required());
                    }
                    case Relation.Many many -> {
                        String rows = KindSchema.typeName(many.target());
                        boolean plain = many instanceof Relation.Linked linked && linked.forward();
                        yield Entry.prose(
                                many.description(),
                                plain
                                        ? "%s: [%s!]! @cost(weight: \"10\") @listSize(assumedSize: 5)"
                                                .formatted(many.name(), rows)
                                        : KindSchema.list(many.name(), rows, "", "Connection!"));
                    }
                };
        };
    }

    private static Entry entry(String description, String name, String type, boolean required) {
        return Entry.prose(description, name + ": " + type + (required ? "!" : ""));
    }
}

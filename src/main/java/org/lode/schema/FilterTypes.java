package org.lode.schema;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.lode.model.DataPackage;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.Names;
import org.lode.model.RecordKind;
import org.lode.model.Relation;
import org.lode.model.Shape;
import org.lode.model.Shape.Member;
import org.lode.model.Table;
import org.lode.schema.KindSchema.Sdl;
import org.lode.schema.KindSchema.Sdl.Entry;

/** Definitions of filters: of the rows of a table, of the objects in them, of the rows that belong to a record, and of enums. */
final class FilterTypes {
    private static final String SET = """
            "Which rows must meet a condition, of those that belong to a record."
            input TYPESetFilter {
              "At least one row meets this."
              some: TYPEFilter
              "No row meets this."
              none: TYPEFilter
              "Every row meets this; true also where there are none."
              every: TYPEFilter
            }
            """;
    private static final String ENUM_FILTER = """
            "Conditions on a value of TYPE; each is false where the value is missing, but for isNull."
            input TYPEFilter {
              "Is this."
              eq: TYPE
              "Is known and not this."
              ne: TYPE
              "Is one of these; an empty list matches nothing."
              in: [TYPE!]
              "Is known and none of these; an empty list is refused."
              notIn: [TYPE!]
              "Whether the value is missing."
              isNull: Boolean
            }
            """;

    private final DataPackage data;
    private final Set<String> objects = new HashSet<>();

    FilterTypes(DataPackage data) {
        this.data = data;
    }

    List<String> of(Table table) {
        String type = KindSchema.typeName(table);
        List<String> definitions = new ArrayList<>();
        String rows = Names.lowerFirst(table.presentation().title());
        String meant = "Which %s are meant: the conditions given are joined by and; an empty object is no condition."
                .formatted(rows);
        definitions.add(filter(type, Sdl.prose(meant), data.shape(table)));
        if (isListed(table)) {
            definitions.add(SET.replace("TYPE", type));
        }
        addObjects(data.shape(table), definitions);
        return definitions;
    }

    private boolean isListed(Table table) {
        return data.tables().stream()
                .flatMap(from -> data.relations(from).stream())
                .anyMatch(relation -> relation instanceof Relation.Many many
                        && many.target().name().equals(table.name()));
    }

    private void addObjects(Shape shape, List<String> definitions) {
        shape.members().values().forEach(member -> {
            // The type of a place is in schema/graphql: its filter has a box.
            if (member instanceof Member.Embedded object
                    && !object.shape().isPlace()
                    && objects.add(object.type().type())) {
                String type = object.type().type();
                definitions.add(
                        filter(type, "Conditions on %s; several are joined by and.".formatted(type), object.shape()));
                addObjects(object.shape(), definitions);
            }
        });
    }

    private String filter(String type, String description, Shape shape) {
        List<Entry> entries = new ArrayList<>();
        entries.add(new Entry("All of these.", "and: [%sFilter!]".formatted(type)));
        entries.add(new Entry("At least one of these.", "or: [%sFilter!]".formatted(type)));
        entries.add(new Entry("Not this; true also where a value is missing.", "not: %sFilter".formatted(type)));
        if (shape.path().isEmpty()
                && shape.table() instanceof RecordKind kind
                && !data.searched(kind).isEmpty()) {
            entries.add(new Entry("Found by these words, as a search finds it.", "text: TextFilter"));
        }
        shape.members().forEach((name, member) -> entries.addAll(conditions(name, member)));
        return Sdl.define("input %sFilter".formatted(type), description, entries);
    }

    private static List<Entry> conditions(String name, Member member) {
        return switch (member) {
            case Member.Leaf leaf -> {
                String type = leaf.field().type() == FieldType.LIST ? "StringList" : KindSchema.valueType(leaf.field());
                yield List.of(entry("`" + name + "`", name, type));
            }
            case Member.Embedded object ->
                List.of(entry(name, name, object.type().type()));
            case Member.Way way ->
                switch (way.relation()) {
                    case Relation.ToOne one -> reference(one);
                    case Relation.Many many -> {
                        String rows = many instanceof Relation.Linked linked && linked.forward() ? "records" : "rows";
                        String described = "the %s of `%s`".formatted(rows, name);
                        yield List.of(entry(described, name, KindSchema.typeName(many.target()) + "Set"));
                    }
                };
        };
    }

    private static List<Entry> reference(Relation.ToOne one) {
        String name = one.name();
        Entry id = entry("the id of `" + name + "`", name + "Id", "ID");
        if (one.targets().size() > 1) {
            return List.of(id);
        }
        String described = "the record that `%s` leads to; false when there is none".formatted(name);
        return List.of(entry(described, name, KindSchema.typeName(one.targets().getFirst())), id);
    }

    private static Entry entry(String described, String name, String type) {
        return new Entry("Conditions on %s.".formatted(described), "%s: %sFilter".formatted(name, type));
    }

    /** Definitions of enums with their filters: the kinds of records, and the closed lists of values. */
    static List<String> enums(DataPackage data) {
        List<String> definitions = new ArrayList<>();
        List<Entry> kinds = data.records().stream()
                .map(kind -> new Entry(kind.presentation().title() + ".", Names.constant(kind.type())))
                .toList();
        definitions.add(Sdl.define("enum RecordType", "The kinds of records.", kinds));
        enumFields(data).forEach((name, field) -> {
            List<Entry> values = field.allowed().stream()
                    .map(value -> Entry.prose(meaning(field, value), value))
                    .toList();
            String description = Sdl.prose(data.enums().getOrDefault(name, field.description()));
            definitions.add(Sdl.define("enum " + name, description, values));
            definitions.add(ENUM_FILTER.replace("TYPE", name));
        });
        return definitions;
    }

    /** The first field of each enum. Several may share one as long as they allow the same. */
    private static Map<String, Field> enumFields(DataPackage data) {
        Map<String, Field> enums = new LinkedHashMap<>();
        for (Table table : data.tables()) {
            for (Field field : table.fields()) {
                if (field.type() == FieldType.ENUM) {
                    Field first = enums.putIfAbsent(KindSchema.enumName(field), field);
                    if (first != null && !first.allowed().equals(field.allowed())) {
                        throw new DatasetDamaged("datapackage.json: %s of %s allows %s (expected, as %s elsewhere: %s)"
                                .formatted(
                                        field.name(),
                                        table.name(),
                                        field.allowed(),
                                        KindSchema.enumName(field),
                                        first.allowed()));
                    }
                }
            }
        }
        return enums;
    }

    private static String meaning(Field field, String value) {
        return Objects.requireNonNullElseGet(field.wording().values().get(value), () -> {
            throw new DatasetDamaged("datapackage.json: x-values of %s lacks %s (expected: what it means)"
                    .formatted(field.name(), value));
        });
    }
}

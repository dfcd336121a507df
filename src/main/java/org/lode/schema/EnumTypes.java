package org.lode.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.lode.model.DataPackage;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.Names;
import org.lode.model.Table;

/** Definitions of enums: closed lists of values with their filters, and the kinds of records. */
final class EnumTypes {
    private static final String FILTER = """
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

    private EnumTypes() {}

    static List<String> of(DataPackage data) {
        List<String> definitions = new ArrayList<>();
        definitions.add(Sdl.define(
                "enum RecordType",
                "The kinds of records.",
                data.records().stream()
                        .map(kind -> new Sdl.Entry(kind.presentation().title() + ".", Names.constant(kind.type())))
                        .toList()));
        fields(data).forEach((name, field) -> {
            definitions.add(Sdl.define(
                    "enum " + name,
                    Sdl.prose(data.enums().getOrDefault(name, field.description())),
                    field.allowed().stream()
                            .map(value -> Sdl.Entry.prose(meaning(field, value), value))
                            .toList()));
            definitions.add(FILTER.replace("TYPE", name));
        });
        return definitions;
    }

    static String name(Field field) {
        return Objects.requireNonNullElseGet(field.enumName(), () -> {
            throw new DatasetDamaged(
                    "datapackage.json: %s has no x-enum (expected: a name for its values)".formatted(field.name()));
        });
    }

    /** The first field of each enum. Several may share one as long as they allow the same. */
    private static Map<String, Field> fields(DataPackage data) {
        Map<String, Field> enums = new LinkedHashMap<>();
        for (Table table : data.tables()) {
            for (Field field : table.fields()) {
                if (field.type() == FieldType.ENUM) {
                    Field first = enums.putIfAbsent(name(field), field);
                    if (first != null && !first.allowed().equals(field.allowed())) {
                        throw new DatasetDamaged("datapackage.json: %s of %s allows %s (expected, as %s elsewhere: %s)"
                                .formatted(field.name(), table.name(), field.allowed(), name(field), first.allowed()));
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

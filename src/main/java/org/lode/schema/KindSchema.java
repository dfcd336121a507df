package org.lode.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.lode.model.DataPackage;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.RecordKind;
import org.lode.model.Table;
import org.lode.model.Table.LinkKind;
import org.lode.model.Table.PartKind;
import org.lode.schema.KindSchema.Sdl.Entry;

/**
 * Makes the part of the GraphQL schema that follows from the description of the data, as text. The files in {@code schema/graphql} have
 * the rest: scalars and their filters, {@code Record}, places, releases, changes, search, coverage and proofs.
 */
final class KindSchema {
    private static final String ONE_RECORD = """
            NAME(
              "An id: `EXAMPLE`, or with the release to read `EXAMPLE@2026.11.0`."
              id: ID!
              "The release to read; left out: the one that the id names, else the latest."
              at: ReleaseRef
            ): TYPE @cost(weight: "10")""";
    private static final String LIST = """
            NAME(
              "Only rows that meet this; left out: all."
              filter: TYPEFilter
              "Order of the rows, the weightiest first; always ended by id. Left out: by id."
              orderBy: [TYPEOrder!]AT
              "How many rows from the start (or after `after`): 0 to 500. 50 when neither first nor last is given."
              first: Int
              "Only rows after this cursor."
              after: String
              "How many rows from the end (or before `before`): 0 to 500."
              last: Int
              "Only rows before this cursor."
              before: String
            ): TYPESUFFIX @cost(weight: "10") @listSize(assumedSize: 50, slicingArguments: ["first", "last"], \
            sizedFields: ["edges", "nodes"], requireOneSlicingArgument: false)""";
    private static final String AT = """

              "The release to read; left out: the latest, or the one of the cursor."
              at: ReleaseRef""";

    private KindSchema() {}

    static String of(DataPackage data) {
        List<String> definitions = new ArrayList<>();
        RowTypes rows = new RowTypes(data);
        FilterTypes filters = new FilterTypes(data);
        ListTypes lists = new ListTypes(data);
        for (Table table : shownTables(data)) {
            definitions.addAll(rows.of(table));
            definitions.addAll(filters.of(table));
            definitions.addAll(lists.of(table));
            if (table instanceof RecordKind kind) {
                definitions.add(rootFields(kind));
            }
        }
        definitions.addAll(FilterTypes.enums(data));
        return String.join("\n", definitions);
    }

    private static String rootFields(RecordKind kind) {
        String example = kind.fields().stream()
                .filter(field -> field.type() == FieldType.ID)
                .map(field -> field.wording().example())
                .filter(given -> !given.isEmpty())
                .findFirst()
                .orElseThrow(() -> new DatasetDamaged(
                        "datapackage.json: the id of %s has no example (expected: an id)".formatted(kind.name())));
        return Sdl.extendQuery(List.of(
                new Entry(
                        "One record by its id, as it was in one release; null when there is none. "
                                + "The id of a merged record gives the one it went into.",
                        ONE_RECORD
                                .replace("NAME", kind.singular())
                                .replace("TYPE", kind.type())
                                .replace("EXAMPLE", example)),
                Entry.prose(kind.presentation().description(), list(kind.plural(), kind.type(), AT, "Connection"))));
    }

    static String list(String name, String type, String at, String suffix) {
        return LIST.replace("NAME", name)
                .replace("TYPE", type)
                .replace("AT", at)
                .replace("SUFFIX", suffix);
    }

    /** Returns the tables whose rows have a type: all but pairs and redirects. */
    static List<Table> shownTables(DataPackage data) {
        return data.tables().stream()
                .filter(table -> switch (table) {
                    case RecordKind kind -> !kind.prefix().isEmpty();
                    case PartKind part -> true;
                    case LinkKind link -> false;
                })
                .toList();
    }

    static String typeName(Table table) {
        return switch (table) {
            case RecordKind kind -> kind.type();
            case PartKind part -> part.type();
            case LinkKind link -> throw new IllegalArgumentException(link.name() + " is not shown by itself");
        };
    }

    static String valueType(Field field) {
        return switch (field.type()) {
            case ID, REF -> "ID";
            case TEXT, LIST -> "String";
            case ENUM -> enumName(field);
            case INTEGER -> "Int";
            case DECIMAL -> "Decimal";
            case BOOLEAN -> "Boolean";
            case DATE -> "PartialDate";
        };
    }

    static String enumName(Field field) {
        return Objects.requireNonNullElseGet(field.enumName(), () -> {
            throw new DatasetDamaged(
                    "datapackage.json: %s has no x-enum (expected: a name for its values)".formatted(field.name()));
        });
    }

    /** Writes definitions of GraphQL's schema definition language. */
    static final class Sdl {
        /** Widths at which sentences of the description of the data are wrapped, outside of braces and within them. */
        private static final int WIDTH = 118;

        private static final int WIDTH_WITHIN = 116;

        private Sdl() {}

        /** An entry of a definition: a field with its arguments, or a value of an enum. */
        record Entry(String description, String text) {
            /** Makes an entry with a description of any length, which is wrapped. */
            static Entry prose(String description, String text) {
                return new Entry(wrapped(description, WIDTH_WITHIN), text);
            }
        }

        /** Wraps the description of a definition. */
        static String prose(String text) {
            return wrapped(text, WIDTH);
        }

        /** Returns a definition: {@code define("enum Stance", ...)}. */
        static String define(String head, String description, List<Entry> entries) {
            return quoted(description) + head + " " + block(entries) + "\n";
        }

        /** Returns an extension of the type {@code Query}. */
        static String extendQuery(List<Entry> fields) {
            return "extend type Query " + block(fields) + "\n";
        }

        /** Returns the directive {@code @cost}; empty for 0. */
        static String cost(int weight) {
            return weight == 0 ? "" : " @cost(weight: \"%d\")".formatted(weight);
        }

        private static String block(List<Entry> entries) {
            return entries.stream()
                    .map(entry -> quoted(entry.description()) + entry.text() + "\n")
                    .collect(Collectors.joining("", "{\n", "}\n"));
        }

        private static String quoted(String description) {
            return '"' + description.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"\n";
        }

        private static String wrapped(String text, int width) {
            StringBuilder wrapped = new StringBuilder();
            int start = 0;
            for (String word : text.split(" ")) {
                if (wrapped.length() > start && wrapped.length() - start + 1 + word.length() > width) {
                    wrapped.append('\n');
                    start = wrapped.length();
                }
                wrapped.append(wrapped.length() == start ? "" : " ").append(word);
            }
            return wrapped.toString();
        }
    }
}

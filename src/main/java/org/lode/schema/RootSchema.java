package org.lode.schema;

import java.util.List;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Field.FieldType;
import org.lode.model.RecordKind;

/** Definitions of fields that give lists, and of the root fields of each kind of record. */
final class RootSchema {
    private static final String ONE = """
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

    private RootSchema() {}

    static String of(RecordKind kind) {
        String example = kind.fields().stream()
                .filter(field -> field.type() == FieldType.ID)
                .map(field -> field.wording().example())
                .filter(given -> !given.isEmpty())
                .findFirst()
                .orElseThrow(() -> new DatasetDamaged(
                        "datapackage.json: the id of %s has no example (expected: an id)".formatted(kind.name())));
        return Sdl.extendQuery(List.of(
                new Sdl.Entry(
                        "One record by its id, as it was in one release; null when there is none. "
                                + "The id of a merged record gives the one it went into.",
                        ONE.replace("NAME", kind.singular())
                                .replace("TYPE", kind.type())
                                .replace("EXAMPLE", example)),
                Sdl.Entry.prose(
                        kind.presentation().description(), list(kind.plural(), kind.type(), AT, "Connection"))));
    }

    /** A field that gives a list of rows in pages. */
    static String list(String name, String type, String at, String suffix) {
        return LIST.replace("NAME", name)
                .replace("TYPE", type)
                .replace("AT", at)
                .replace("SUFFIX", suffix);
    }
}

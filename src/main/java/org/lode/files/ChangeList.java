package org.lode.files;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The lists of changes that are files, by the names of the fields of GraphQL that give them. */
public enum ChangeList {
    /** Every change after a release. */
    CHANGES,
    /** The net difference of two releases. */
    DIFF,
    /** The changes of one record. */
    HISTORY;

    public static Stream<ChangeList> all() {
        return Arrays.stream(values());
    }

    /** The list of this name; nothing when there is none. */
    static Optional<ChangeList> of(String kind) {
        return all().filter(list -> list.kind().equals(kind)).findFirst();
    }

    /** What the list is called in addresses. */
    public String kind() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The parameters that an address can have. */
    public List<String> parameters() {
        List<String> arguments = switch (this) {
            case CHANGES -> List.of("at", "sinceSequence", "types", "direction");
            case DIFF -> List.of("from", "to", "types");
            case HISTORY -> List.of("at", "id", "direction");
        };
        return Stream.concat(arguments.stream(), Stream.of(ExportParameters.FIELDS, ExportParameters.MARK))
                .toList();
    }
}

package org.lode.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.FieldCall;
import org.lode.model.Failure.BadInput;
import org.lode.model.Names;
import org.lode.model.RecordKind;

/** Reads the argument {@code types}, which narrows a list to some kinds of record. */
public final class AskedTypes {
    private AskedTypes() {}

    /**
     * The types asked for in canonical JSON's words, in the order offered; null when the argument is null or left out.
     *
     * @param offered kinds that the list can hold; another one, or none at all, is refused
     */
    public static @Nullable List<String> of(FieldCall call, List<RecordKind> offered) {
        return of(call.<List<String>>argument("types"), offered);
    }

    /** The same of an argument that was read already. */
    public static @Nullable List<String> of(@Nullable List<String> asked, List<RecordKind> offered) {
        if (asked == null) {
            return null;
        }
        List<String> names =
                offered.stream().map(kind -> Names.constant(kind.type())).toList();
        if (asked.isEmpty() || !names.containsAll(asked)) {
            throw new BadInput(
                    "types", asked, "some of %s; leave the argument out for all".formatted(String.join(", ", names)));
        }
        return offered.stream()
                .map(RecordKind::type)
                .filter(type -> asked.contains(Names.constant(type)))
                .toList();
    }
}

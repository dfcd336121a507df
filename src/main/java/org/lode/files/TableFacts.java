package org.lode.files;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one release holds in a table.
 *
 * @param fields by their names
 */
record TableFacts(long rows, Map<String, FieldFacts> fields) {

    /**
     * What it holds in a field.
     *
     * @param known rows that have a value
     * @param cited of them, those with a citation that supports the field, its part of the record, or the record as a whole
     * @param citedItself of them, those with one that supports the field or its part
     * @param since sequence of the first release with a value; null when none up to this one has any
     */
    record FieldFacts(
            long known,
            long cited,
            long citedItself,
            @Nullable Integer since) {}

    FieldFacts field(String name) {
        return Objects.requireNonNull(fields.get(name));
    }
}

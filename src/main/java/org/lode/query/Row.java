package org.lode.query;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lode.kind.Field;
import org.lode.kind.Table;

/**
 * One row of a table as it was in one release.
 *
 * @param sequence the release it was read at
 * @param id the permanent id
 * @param since the release from which it has read like this; 0 when not asked for
 * @param hash leaf hash of a record in hex; null for parts and when not asked for
 * @param values values by field name, those that were selected
 * @param ones rows that references lead to, by field name
 * @param pin calendar label of the release, when the reader named it; null when the latest was meant
 */
public record Row(
        Table table,
        int sequence,
        String id,
        int since,
        @Nullable String hash,
        Map<String, Object> values,
        Map<String, Row> ones,
        @Nullable String pin) {

    /** The id of what was read: with the release that the reader named, so that no two states share it. */
    public String pinnedId() {
        return new PinnedId(id, pin).text();
    }

    /** The same row, and those that its references lead to, as rows of a release that the reader named. */
    public Row pinned(@Nullable String version) {
        if (version == null) {
            return this;
        }
        Map<String, Row> below = new HashMap<>();
        ones.forEach((field, row) -> below.put(field, row.pinned(version)));
        return new Row(table, sequence, id, since, hash, values, below, version);
    }

    public @Nullable Object value(Field field) {
        return values.get(field.name());
    }

    public @Nullable Row one(Field field) {
        return ones.get(field.name());
    }
}

package org.lode.query;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lode.kind.Field;
import org.lode.kind.Table;

/**
 * One row of a table as it was in one release.
 *
 * @param sequence the release it was read at
 * @param since the release from which it has read like this; 0 when not asked for
 * @param hash leaf hash of a record in hex; null for parts and when not asked for
 * @param values values by field name, those that were selected
 * @param ones rows that references lead to, by field name
 */
public record Row(
        Table table,
        int sequence,
        String id,
        int since,
        @Nullable String hash,
        Map<String, Object> values,
        Map<String, Row> ones) {

    public @Nullable Object value(Field field) {
        return values.get(field.name());
    }

    public @Nullable Row one(Field field) {
        return ones.get(field.name());
    }
}

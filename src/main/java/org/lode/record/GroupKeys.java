package org.lode.record;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.lode.kind.DataPackage;
import org.lode.kind.Field;
import org.lode.kind.FieldType;
import org.lode.kind.Relation;
import org.lode.kind.Table;
import org.lode.query.GroupKey;

/** What the rows of each table can be grouped by, by the names of the {@code by} argument. */
final class GroupKeys {
    private final DataPackage data;

    GroupKeys(DataPackage data) {
        this.data = data;
    }

    /** Every key that could be offered; the schema chooses among them. */
    Map<String, GroupKey> all(Table table) {
        Map<String, GroupKey> keys = new LinkedHashMap<>();
        for (Field field : table.fields()) {
            if (field.type() != FieldType.REF && field.type() != FieldType.LIST) {
                add(keys, new GroupKey.Value(field));
            }
        }
        for (Relation relation : data.relations(table)) {
            if (relation instanceof Relation.ToOne one && one.targets().size() == 1) {
                add(keys, new GroupKey.Reference(one));
            }
            if (relation instanceof Relation.Linked linked && linked.forward()) {
                add(keys, new GroupKey.Link(linked));
            }
        }
        return keys;
    }

    GroupKey of(Table table, String constant) {
        return Optional.ofNullable(all(table).get(constant))
                .orElseThrow(() -> new IllegalArgumentException(table.name() + " cannot be grouped by " + constant));
    }

    private static void add(Map<String, GroupKey> keys, GroupKey key) {
        keys.put(key.constant(), key);
    }
}

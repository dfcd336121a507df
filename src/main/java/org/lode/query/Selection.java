package org.lode.query;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.lode.kind.Field;
import org.lode.kind.RecordKind;
import org.lode.kind.Table;

/**
 * What of a row is read: its own fields, and the rows that its references lead to.
 *
 * @param ones for each reference, what is read of a target of each kind
 */
public record Selection(Table table, Set<Field> fields, Map<Field, Map<RecordKind, Selection>> ones) {

    public static Selection idOf(Table table) {
        return new Selection(table, new LinkedHashSet<>(), new LinkedHashMap<>());
    }
}

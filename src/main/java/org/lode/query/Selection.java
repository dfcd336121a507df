package org.lode.query;

import java.util.EnumSet;
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
 * @param computed values that no column holds
 * @param ones for each reference, what is read of a target of each kind
 */
public record Selection(
        Table table, Set<Field> fields, Set<Computed> computed, Map<Field, Map<RecordKind, Selection>> ones) {
    /** A value of a row that is made of others. */
    public enum Computed {
        /** What to call a record in a list. */
        TITLE
    }

    public static Selection idOf(Table table) {
        return new Selection(table, new LinkedHashSet<>(), EnumSet.noneOf(Computed.class), new LinkedHashMap<>());
    }
}

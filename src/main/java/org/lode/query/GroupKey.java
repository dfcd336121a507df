package org.lode.query;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lode.model.Field;
import org.lode.model.Names;
import org.lode.model.RecordKind;
import org.lode.model.Relation;

/**
 * What rows can be grouped by: a value or a record, of the row itself or at the end of a way from it.
 *
 * <p>A row without a value is in the group of rows without one. A row from which the way leads to several values counts once
 * in the group of each.
 *
 * @param name its name among the fields of a group's key: {@code stage}, {@code announcedYear}, {@code projectCountry}
 * @param way from the row to the row that has the value, or to the record that is the key; at most one step leads to many
 * @param value a field, or of a date the year of its first day; null for a key that is the record at the end of the way
 */
public record GroupKey(
        String name, List<Relation> way, @Nullable Field value) {

    /** Its name in the {@code by} argument: {@code STAGE}, {@code ANNOUNCED_YEAR}, {@code PROJECT_COUNTRY}. */
    public String constant() {
        return Names.constant(name);
    }

    /** The kind of the records that the key names; null for a key that is a value. */
    public @Nullable RecordKind target() {
        if (value != null) {
            return null;
        }
        return switch (way.getLast()) {
            case Relation.ToOne one -> one.targets().getFirst();
            case Relation.Many many -> (RecordKind) many.target();
        };
    }

    /** Whether the way leads to several rows. */
    public boolean isMany() {
        return way.stream().anyMatch(Relation.Many.class::isInstance);
    }
}

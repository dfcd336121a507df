package org.lode.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A flat table for analysis, with what its rows lead to beside them.
 *
 * @param table whose rows it has, one for one unless there is a pivot
 * @param order fields of the table that rows come in the order of; with a pivot, those that tell its rows apart
 */
public record View(
        String name,
        String title,
        String description,
        Table table,
        List<Field> order,
        List<Column> columns,
        @Nullable Pivot pivot) {

    /** A table as it is stored. */
    public static View stored(Table table) {
        List<Column> columns = table.fields().stream().map(Column::own).toList();
        return new View(table.name(), "", "", table, List.of(), columns, null);
    }
}

package org.lode.query;

import java.util.ArrayList;
import java.util.List;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.lode.kind.Column;
import org.lode.kind.DataPackage;

/** Follows references from a row to a value of a record that they lead to. */
record Ways(DataPackage data, Aliases aliases) {

    /** The value at the end of the way of a column that begins at these rows; of the first kind of record that there is one of. */
    Field<?> value(TableRef rows, Column column) {
        return value(rows, column.way(), column);
    }

    private Field<?> value(TableRef rows, List<org.lode.kind.Field> way, Column column) {
        if (way.isEmpty()) {
            return rows.column(column.field().named(column.source()));
        }
        String reference = way.getFirst().name();
        List<Field<?>> found = new ArrayList<>();
        for (String table : way.getFirst().references()) {
            TableRef next = aliases.ref(data.table(table));
            found.add(DSL.field(DSL.select(value(next, way.subList(1, way.size()), column))
                    .from(next.from())
                    .where(next.id().eq(rows.text(reference)), next.valid())));
        }
        return found.size() == 1
                ? found.getFirst()
                : DSL.coalesce(found.getFirst(), found.subList(1, found.size()).toArray(Field[]::new));
    }
}

package org.lode.store;

import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/** Writes many rows in one round trip. */
final class Batches {
    static final int SIZE = 1000;

    private Batches() {}

    /** Inserts these rows. */
    static void insert(DSLContext sql, Table<?> table, List<Field<?>> columns, List<List<@Nullable Object>> rows) {
        run(sql, sql.insertInto(table, columns).values(new Object[columns.size()]), rows);
    }

    /** Runs the statement once for each row of values. */
    static void run(DSLContext sql, Query statement, List<List<@Nullable Object>> rows) {
        for (int start = 0; start < rows.size(); start += SIZE) {
            Object[][] values = rows.subList(start, Math.min(start + SIZE, rows.size())).stream()
                    .map(List::toArray)
                    .toArray(Object[][]::new);
            sql.batch(statement).bind(values).execute();
        }
    }
}

package org.lode.query;

import org.jooq.Field;
import org.jooq.Name;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** Columns that hold all rows of a query as one text, which a driver reads at far less cost than rows; {@link CompositeReader} takes it apart. */
final class RowText {
    private static final Name ROWS = DSL.name("x");

    private RowText() {}

    /** A table of a statement that has the rows of a sorted query. */
    static Table<?> rows(Select<?> sorted) {
        return sorted.asTable(ROWS);
    }

    /** All rows of that table in their order, as one text; null when there are none. */
    static Field<String> all() {
        return DSL.field("string_agg({0}::text, '')", SQLDataType.CLOB, ROWS);
    }
}

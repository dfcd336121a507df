package org.lode.query;

import java.util.ArrayList;
import java.util.List;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.SelectFieldOrAsterisk;
import org.jooq.SortField;
import org.jooq.impl.DSL;

/** One statement for many parents: the same inner query once for each, its columns behind the parent's id. */
final class Laterals {
    private static final String ROWS = "x";

    private Laterals() {}

    /** The inner columns by position, as seen from outside. */
    static Field<?> column(int position) {
        return DSL.field(DSL.name(ROWS, "c" + position));
    }

    /** @param sorted order of the rows of one parent, in terms of {@link #column} */
    static Select<?> below(Binds binds, Select<?> inner, List<? extends SortField<?>> sorted) {
        int width = inner.fields().length;
        List<SelectFieldOrAsterisk> columns = new ArrayList<>();
        List<String> names = new ArrayList<>();
        columns.add(Scope.parentId());
        for (int i = 0; i < width; i++) {
            columns.add(column(i));
            names.add("c" + i);
        }
        List<SortField<?>> order = new ArrayList<>();
        order.add(Scope.parentId().asc());
        order.addAll(sorted);
        return DSL.select(columns)
                .from(Scope.parents(binds))
                .crossJoin(DSL.lateral(inner.asTable(ROWS, names.toArray(String[]::new))))
                .orderBy(order);
    }
}

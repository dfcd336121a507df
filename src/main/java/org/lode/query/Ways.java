package org.lode.query;

import java.util.ArrayList;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.lode.model.Column;
import org.lode.model.DataPackage;
import org.lode.model.Step;

/** Goes from a row by the steps of a column to the values that they lead to. */
record Ways(DataPackage data, SqlContext context) {

    /** The value of a column of these rows, or the list of its values; null where the way leads to none. */
    Field<?> value(TableRef rows, Column column) {
        Field<?> value = value(rows, column.way(), column);
        String otherwise = column.otherwise();
        return otherwise == null ? value : DSL.coalesce(value.cast(SQLDataType.CLOB), DSL.inline(otherwise));
    }

    private Field<?> value(TableRef rows, List<Step> way, Column column) {
        if (way.isEmpty()) {
            return rows.column(column.source());
        }
        List<Step> rest = way.subList(1, way.size());
        return switch (way.getFirst()) {
            case Step.Reference one -> referenced(rows, one.field(), rest, column);
            case Step.Rows many -> list(rows, many, rest, column);
        };
    }

    /** Of the first kind of record that there is one of. */
    private Field<?> referenced(TableRef rows, org.lode.model.Field reference, List<Step> rest, Column column) {
        List<Field<?>> found = new ArrayList<>();
        for (String table : reference.references()) {
            TableRef next = context.ref(data.table(table));
            found.add(DSL.field(DSL.select(value(next, rest, column))
                    .from(next.from())
                    .where(next.id().eq(rows.text(reference.name())), next.valid())));
        }
        return found.size() == 1
                ? found.getFirst()
                : DSL.coalesce(found.getFirst(), found.subList(1, found.size()).toArray(Field[]::new));
    }

    private Field<?> list(TableRef rows, Step.Rows step, List<Step> rest, Column column) {
        TableRef next = context.ref(step.table());
        Condition same = step.same().stream()
                .map(pair ->
                        next.text(pair.there().name()).eq(rows.text(pair.here().name())))
                .reduce(DSL.noCondition(), Condition::and);
        Field<String> value = value(next, rest, column).cast(SQLDataType.CLOB);
        return DSL.field(DSL.select(DSL.arrayAgg(value).orderBy(next.id()).filterWhere(value.isNotNull()))
                .from(next.from())
                .where(same, next.valid()));
    }
}

package org.lode.query;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.SelectLimitStep;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.model.View.Column;
import org.lode.model.View.Step;

/**
 * Copies some rows of a listing as lines of text, which PostgreSQL writes.
 *
 * <p>A listing is read by many of them, each from the row after the last one, so that a slow client holds no
 * connection in between. The text contains the values, since COPY takes no parameters.
 */
public final class ListCopyQuery {
    private ListCopyQuery() {}

    /**
     * Reads the rows of a list behind a position.
     *
     * @param after the position of the last row before; null to begin
     */
    public static CopyQuery of(
            DataPackage data,
            Listing listing,
            CopyQuery.Format format,
            List<Column> columns,
            @Nullable List<@Nullable String> after) {
        SqlContext context =
                SqlContext.once(new SqlContext.Inputs(listing.sequence(), listing.filter(), List.of(), after, null));
        Listing.Source source = listing.source(data, context);
        List<Order.SortColumn> keys = listing.order().keys(source.rows(), false);
        Condition beyond = after == null ? DSL.noCondition() : Order.after(keys, SqlContext.Inputs::after, context);
        Function<List<Field<?>>, SelectLimitStep<?>> rows = selected -> DSL.select(selected)
                .from(source.from())
                .where(source.where(), beyond)
                .orderBy(Order.sorted(keys));
        ReferencePath paths = new ReferencePath(data, context);
        List<Field<?>> values = new ArrayList<>();
        columns.forEach(column -> values.add(format.written(column.field(), paths.value(source.rows(), column))));
        List<Field<?>> position = new ArrayList<>();
        keys.forEach(key -> position.add(key.column().cast(SQLDataType.CLOB)));
        return new CopyQuery(
                limit -> format.copy(rows.apply(values).limit(limit)),
                limit -> CopyQuery.Format.text(
                        rows.apply(position).offset(limit - 1).limit(1)),
                keys.size());
    }

    /** Follows the references of a column from a row to their values. */
    record ReferencePath(DataPackage data, SqlContext context) {

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
                        .where(next.is(rows.text(reference.name())))));
            }
            return found.size() == 1 ? found.getFirst() : DSL.field("coalesce({0})", DSL.list(found));
        }

        private Field<?> list(TableRef rows, Step.Rows step, List<Step> rest, Column column) {
            TableRef next = context.ref(step.table());
            Condition same = step.same().stream()
                    .map(pair -> next.text(pair.there().name())
                            .eq(rows.text(pair.here().name())))
                    .reduce(DSL.noCondition(), Condition::and);
            Field<String> value = value(next, rest, column).cast(SQLDataType.CLOB);
            return DSL.field(DSL.select(DSL.arrayAgg(value).orderBy(next.id()).filterWhere(value.isNotNull()))
                    .from(next.from())
                    .where(same, next.valid()));
        }
    }
}

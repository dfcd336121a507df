package org.lode.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.Select;
import org.jooq.SortField;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.model.Relation;
import org.lode.query.Page.PageRequest;

/**
 * A list that can be paged, counted and grouped: which rows, in which release, filtered and ordered how.
 *
 * @param via the relation that leads to the rows from a parent; null for all rows of the table
 * @param sequence the release
 * @param filter a filter input; empty for no condition
 */
public record Listing(
        org.lode.model.Table table, Relation.@Nullable Many via, int sequence, Map<String, ?> filter, Order order) {
    private static final Name PARENT = DSL.name("p");
    private static final Field<String> PARENT_ID = DSL.field(DSL.name(PARENT, DSL.name("id")), SQLDataType.CLOB);
    private static final String INNER = "x";

    /** Identifies this list in its cursors. */
    public String fingerprint(String parent) {
        String way = via == null ? "" : via.getClass().getSimpleName() + via.name();
        return String.join("\n", table.name(), way, parent, Filter.canonical(filter), order.canonical());
    }

    /** A text that is equal for lists whose SQL differs in its values alone. */
    String shape() {
        String way = switch (via) {
            case null -> "";
            case Relation.ToMany many ->
                many.by().stream().map(org.lode.model.Field::name).toList().toString();
            case Relation.Linked linked -> linked.link().name() + linked.forward();
        };
        return String.join("\n", table.name(), way, Filter.shape(filter), order.canonical());
    }

    /** Fails when a cursor of the request is not one of this list of this parent. */
    public void check(PageRequest request, String parent) {
        Stream.of(request.after(), request.before()).filter(Objects::nonNull).forEach(cursor -> place(cursor, parent));
    }

    /** The place in the list of this parent that a cursor names; a cursor of any other list or release is refused. */
    public Cursor place(String cursor, String parent) {
        return Cursor.decode(cursor, fingerprint(parent), sequence);
    }

    /** The rows of this list that meet the filter of the statement. Below a parent, they belong to the parent of the lateral step. */
    Source source(DataPackage data, SqlContext context) {
        TableRef rows = context.ref(table);
        Condition filter = new Filter(data, context).on(rows);
        Source source = via == null
                ? new Source(rows, rows.from(), rows.valid())
                : Source.below(via, rows, PARENT_ID, context::ref);
        return new Source(rows, source.from(), source.where().and(filter));
    }

    /** Rows within one statement: where they come from and which they are. */
    record Source(TableRef rows, Table<?> from, Condition where) {

        /**
         * The rows that a relation leads to from one row.
         *
         * @param owner the id of the row that the relation starts from
         * @param ref gives a table its alias in the statement
         */
        static Source below(
                Relation.Many list, TableRef rows, Field<String> owner, Function<org.lode.model.Table, TableRef> ref) {
            return switch (list) {
                case Relation.ToMany many ->
                    new Source(
                            rows, rows.from(), rows.named(many.by()).eq(owner).and(rows.valid()));
                case Relation.Linked linked -> {
                    TableRef pairs = ref.apply(linked.link());
                    Table<?> from = pairs.from()
                            .join(rows.from())
                            .on(rows.is(pairs.text(linked.far().name())));
                    yield new Source(
                            rows,
                            from,
                            pairs.text(linked.near().name()).eq(owner).and(pairs.valid()));
                }
            };
        }

        /** The records that a reference leads to from these rows; each row stays, also without a record. */
        Source to(Relation.ToOne step, Function<org.lode.model.Table, TableRef> ref) {
            TableRef next = ref.apply(step.targets().getFirst());
            Condition reached = next.is(rows.text(step.field().name()));
            return new Source(next, from.leftJoin(next.from()).on(reached), where);
        }
    }

    /** A column of the inner query of {@link #perParent}, as seen from outside. */
    static Field<?> column(int position) {
        return DSL.field(DSL.name(INNER, "c" + position));
    }

    /**
     * The same inner query once for each parent, its columns behind the parent's id.
     *
     * @param order of the rows of one parent, in terms of {@link #column}
     */
    static Select<?> perParent(SqlContext context, Select<?> inner, List<? extends SortField<?>> order) {
        List<Field<?>> columns = new ArrayList<>();
        List<String> names = new ArrayList<>();
        columns.add(PARENT_ID);
        for (int i = 0; i < inner.fields().length; i++) {
            columns.add(column(i));
            names.add("c" + i);
        }
        List<SortField<?>> sorted = new ArrayList<>();
        sorted.add(PARENT_ID.asc());
        sorted.addAll(order);
        return DSL.select(columns)
                .from(DSL.unnest(parentIds(context)).as(PARENT, DSL.name("id")))
                .crossJoin(DSL.lateral(inner.asTable(INNER, names.toArray(String[]::new))))
                .orderBy(sorted);
    }

    /** The texts that an inner query gives for each parent, as one text: ended by newlines, in the order of the parents. */
    static Select<?> textPerParent(SqlContext context, Select<?> inner) {
        return DSL.select(DSL.field(
                        "string_agg(coalesce({0}, ''), {1} order by {2})",
                        SQLDataType.CLOB,
                        DSL.field(DSL.name("r", "c0"), SQLDataType.CLOB),
                        DSL.inline("\n"),
                        DSL.field(DSL.name(PARENT, DSL.name("n")), SQLDataType.BIGINT)))
                .from(DSL.table("unnest({0}) with ordinality", parentIds(context))
                        .as(PARENT, DSL.name("id"), DSL.name("n")))
                .crossJoin(DSL.lateral(inner.asTable("r", "c0")));
    }

    private static Field<String[]> parentIds(SqlContext context) {
        return context.value(given -> given.parents().toArray(String[]::new), SQLDataType.CLOB.array());
    }
}

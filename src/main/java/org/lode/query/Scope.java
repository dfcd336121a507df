package org.lode.query;

import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.lode.model.DataPackage;
import org.lode.model.Relation;

/** The rows of a listing inside one statement: where they come from and which they are. */
record Scope(TableRef rows, Table<?> from, Condition where) {
    private static final org.jooq.Name PARENT = DSL.name("p");

    /** The rows of a listing that meet the filter of the statement; below a parent those of the parent in the same lateral step. */
    static Scope of(DataPackage data, Listing listing, Aliases aliases) {
        TableRef rows = aliases.ref(listing.table());
        Condition filter = new Filter(data, aliases).on(rows);
        return switch (listing.via()) {
            case null -> new Scope(rows, rows.from(), rows.valid().and(filter));
            case Relation.ToMany many ->
                new Scope(
                        rows,
                        rows.from(),
                        rows.named(many.by()).eq(parentId()).and(rows.valid()).and(filter));

            case Relation.Linked linked -> linked(linked, rows, aliases.ref(linked.link()), filter);
        };
    }

    private static Scope linked(Relation.Linked linked, TableRef rows, TableRef link, Condition filter) {
        Table<?> from = link.from()
                .join(rows.from())
                .on(rows.id().eq(link.text(linked.far().name())), rows.valid());
        Condition where =
                link.text(linked.near().name()).eq(parentId()).and(link.valid()).and(filter);
        return new Scope(rows, from, where);
    }

    /** The parents of a step, one row each. */
    static Table<?> parents(Binds binds) {
        return DSL.unnest(parentIds(binds)).as(PARENT, DSL.name("id"));
    }

    /** The same with their numbers, in the order in which they are asked for. */
    static Table<?> numberedParents(Binds binds) {
        return DSL.table("unnest({0}) with ordinality", parentIds(binds)).as(PARENT, DSL.name("id"), DSL.name("n"));
    }

    private static Field<String[]> parentIds(Binds binds) {
        return binds.of(asked -> asked.parents().toArray(String[]::new), SQLDataType.CLOB.array());
    }

    /** The number of a parent. */
    static Field<Long> parentNumber() {
        return DSL.field(DSL.name(PARENT, DSL.name("n")), SQLDataType.BIGINT);
    }

    static Field<String> parentId() {
        return DSL.field(DSL.name(PARENT, DSL.name("id")), SQLDataType.CLOB);
    }
}

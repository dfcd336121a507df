package org.lode.query;

import java.util.ArrayList;
import java.util.List;
import org.jooq.Condition;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.query.Page.PageRequest;
import org.lode.query.RowStore.Known;

/**
 * The statement for the rows of pages of a listing, for no parent or for many. It serves all listings that are alike
 * but for their values.
 *
 * <p>It gives one text: a list of rows for each parent, in the order of the parents.
 */
final class PageQuery {
    private static final String PAGE = "page";
    private static final String ID = "page_id";
    private static final String SINCE = "page_seq";

    private final boolean counted;
    private final int positions;
    private final @Nullable RowLayout layout;
    private final SqlContext.Template template;

    /**
     * Prepares it.
     *
     * @param positions whether the rows' positions are read, which cursors are made of
     * @param counted whether the rows of the whole list are counted
     * @param columns of the rows that are read
     * @param inputs of the first listing that it serves
     */
    PageQuery(
            DataPackage data,
            Listing listing,
            PageRequest request,
            boolean positions,
            boolean counted,
            Row.Detail columns,
            SqlContext.Inputs inputs) {
        SqlContext context = SqlContext.shared(inputs);
        Listing.Source source = listing.source(data, context);
        boolean apart = !listing.filter().isEmpty() && !context.hasOneTable();
        List<Order.SortColumn> keys =
                listing.order().reversed(request.backward()).keys(source.rows(), request.backward());
        this.counted = counted;
        this.positions = positions ? keys.size() : 0;
        this.layout = columns.row() ? new RowLayout(data, listing.table(), columns, context) : null;
        List<Field<?>> selected = new ArrayList<>();
        selected.add(source.rows().id().as(ID));
        selected.add(source.rows().column("from_seq", SQLDataType.INTEGER).as(SINCE));
        if (positions) {
            keys.forEach(key -> selected.add(position(key.column())));
        }
        if (layout != null && !apart) {
            selected.addAll(layout.columns(source.rows()));
        }
        Select<?> page = DSL.select(selected)
                .from(source.from())
                .where(source.where(), between(listing, source, context))
                .orderBy(Order.sorted(keys))
                .limit(DSL.inline(request.size() + 1));
        Select<?> rows = layout == null
                ? page
                : layout.withTargets(apart ? withColumns(page, context.ref(listing.table()), layout) : page);
        Field<String> list = counted
                ? DSL.field("concat({0}, {1})", SQLDataType.CLOB, count(source), CompositeReader.allRows())
                : CompositeReader.allRows();
        Select<?> one = DSL.select(list).from(CompositeReader.rows(rows));
        this.template = context.template(listing.via() == null ? one : Listing.textPerParent(context, one));
    }

    /**
     * Adds the columns to the ids of a page. The planner thinks that few rows meet a filter over several tables. If it had to read their
     * columns, it would read and sort them all, although an index has their ids in order.
     */
    private static Select<?> withColumns(Select<?> page, TableRef rows, RowLayout layout) {
        Condition same = rows.id()
                .eq(DSL.field(DSL.name(PAGE, ID), SQLDataType.CLOB))
                .and(rows.column("from_seq", SQLDataType.INTEGER)
                        .eq(DSL.field(DSL.name(PAGE, SINCE), SQLDataType.INTEGER)));
        // The limit has each row looked up in turn, which keeps the order.
        Select<?> row =
                DSL.select(layout.columns(rows)).from(rows.from()).where(same).limit(DSL.inline(1));
        return DSL.select(DSL.asterisk()).from(page.asTable(PAGE).crossJoin(DSL.lateral(row.asTable("columns"))));
    }

    /** Identifies this statement among those that read the same columns. */
    static String key(
            Listing listing, PageRequest request, boolean positions, boolean counted, SqlContext.Inputs inputs) {
        return listing.shape()
                + '\n'
                + request.size()
                + (request.backward() ? '<' : '>')
                + (positions ? 'p' : '-')
                + (counted ? 'c' : '-')
                + nulls(inputs.after())
                + nulls(inputs.before());
    }

    private static String nulls(@Nullable List<@Nullable String> position) {
        StringBuilder nulls = new StringBuilder("/");
        if (position != null) {
            position.forEach(value -> nulls.append(value == null ? 'n' : 'v'));
        }
        return nulls.toString();
    }

    SqlContext.Template template() {
        return template;
    }

    /** Whether rows come as ids and versions alone. The text is then the same for every selection of their fields. */
    boolean hasIdsAlone() {
        return layout == null;
    }

    /** Reads the page of a parent, which comes next in the text that the statement gave. */
    Page<ListStore.Item> read(CompositeReader result, Listing listing, PageRequest request, String parent, Rows rows) {
        Long count = counted ? result.number() : null;
        List<Page.Entry<ListStore.Item>> places = new ArrayList<>();
        while (result.nextRow()) {
            // The row after the page says only that there is one.
            places.add(place(result, places.size() < request.size() ? rows : null));
        }
        return Page.of(
                request,
                places,
                count,
                position -> new Cursor(listing.sequence(), position).encode(listing.fingerprint(parent)));
    }

    private Page.Entry<ListStore.Item> place(CompositeReader result, @Nullable Rows rows) {
        String id = result.text();
        int since = result.integer();
        List<@Nullable String> position = List.of();
        if (positions > 0) {
            position = new ArrayList<>(positions);
            for (int i = 0; i < positions; i++) {
                position.add(result.next());
            }
        }
        Row row = rows == null ? null : rows.kept(id, since);
        if (layout != null) {
            if (rows == null || row != null) {
                result.skip(layout.width());
            } else {
                row = rows.read(result, id, since, layout);
            }
        }
        return new Page.Entry<>(new ListStore.Item(id, row), position);
    }

    /** The rows of pages in one release: those that are kept, and those that a statement gives, which are kept from then on. */
    static final class Rows {
        private final RowStore rows;
        private final Listing listing;
        private final Row.Detail need;
        private final Known known;
        private final RowStore.Reading reading;
        private int wanted;
        private int missing;

        Rows(RowStore rows, Listing listing, Row.Detail need, Known known) {
            this.rows = rows;
            this.listing = listing;
            this.need = need;
            this.known = known;
            this.reading = rows.reading(listing.sequence(), known);
        }

        /** How many rows were asked for whose ids are not enough. */
        int wanted() {
            return wanted;
        }

        /** How many of them were not kept. */
        int missing() {
            return missing;
        }

        /** A row that is kept, or is known well enough by its id; null when it has to be read. */
        @Nullable
        Row kept(String id, int since) {
            if (!need.row()) {
                return Row.ofId(listing.table(), id);
            }
            wanted++;
            Row row = rows.find(listing.table(), id, since, listing.sequence(), known);
            if (row == null || (need.title() && row.title(listing.sequence()) == null)) {
                missing++;
                return null;
            }
            return row;
        }

        /** Reads a row whose columns come next. */
        Row read(CompositeReader result, String id, int since, RowLayout layout) {
            return reading.read(result, id, since, layout);
        }
    }

    private static Field<Integer> count(Listing.Source source) {
        return DSL.field(DSL.select(DSL.count()).from(source.from()).where(source.where()));
    }

    private static Field<?> position(Field<?> column) {
        DataType<?> type = column.getDataType();
        // Otherwise a row has t and f for them.
        return type.getType() == Boolean.class ? column.cast(SQLDataType.CLOB) : column;
    }

    private static Condition between(Listing listing, Listing.Source source, SqlContext context) {
        Condition between = DSL.noCondition();
        if (context.inputs().after() != null) {
            List<Order.SortColumn> keys = listing.order().keys(source.rows(), false);
            between = between.and(Order.after(keys, SqlContext.Inputs::after, context));
        }
        if (context.inputs().before() != null) {
            List<Order.SortColumn> keys = listing.order().reversed(true).keys(source.rows(), true);
            between = between.and(Order.after(keys, SqlContext.Inputs::before, context));
        }
        return between;
    }
}

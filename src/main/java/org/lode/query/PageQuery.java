package org.lode.query;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;

/**
 * The one statement that tells which rows pages of a listing have, for no parent or for many. It serves all listings that are alike
 * but for their values.
 *
 * <p>It gives one text: a list of rows for each parent, in the order of the parents.
 */
final class PageQuery {
    private static final Field<String> LIST = DSL.field(DSL.name("r", "c0"), SQLDataType.CLOB);

    private final Wish wish;
    private final int positions;
    private final @Nullable RowLayout layout;
    private final SqlTemplate template;

    /**
     * What is asked of each page.
     *
     * @param positions whether the rows' positions are read, which cursors are made of
     * @param counted whether the rows of the whole list are counted
     * @param columns of the rows that are read
     */
    record Wish(boolean positions, boolean counted, RowNeed columns) {}

    /**
     * Prepares it.
     *
     * @param inputs of the first listing that it serves
     */
    PageQuery(DataPackage data, Listing listing, PageRequest request, Wish wish, Binds.Inputs inputs) {
        Binds binds = Binds.shared(inputs);
        Aliases aliases = new Aliases(binds);
        Scope scope = Scope.of(data, listing, aliases);
        List<Order.Key> keys = listing.order().reversed(request.backward()).keys(scope.rows(), request.backward());
        this.wish = wish;
        this.positions = wish.positions() ? keys.size() : 0;
        this.layout = switch (wish.columns()) {
            case ID -> null;
            case ROW -> new RowLayout(data, listing.table(), null);
            case TITLE -> new RowLayout(data, listing.table(), new Titles(data, aliases));
        };
        List<Field<?>> columns = new ArrayList<>();
        columns.add(scope.rows().id());
        columns.add(scope.rows().column("from_seq", SQLDataType.INTEGER));
        if (wish.positions()) {
            keys.forEach(key -> columns.add(position(key.column())));
        }
        if (layout != null) {
            columns.addAll(layout.columns(scope.rows()));
        }
        Select<?> rows = DSL.select(columns)
                .from(scope.from())
                .where(scope.where(), between(listing, scope, binds))
                .orderBy(Order.sorted(keys))
                .limit(DSL.inline(request.size() + 1));
        Field<String> list = wish.counted()
                ? DSL.field("concat({0}, {1})", SQLDataType.CLOB, count(scope), RowText.all())
                : RowText.all();
        Select<?> one = DSL.select(list).from(RowText.rows(rows));
        this.template = new SqlTemplate(listing.via() == null ? one : below(binds, one), binds);
    }

    /** What tells this statement from others that read the same columns. */
    static String key(Listing listing, PageRequest request, boolean positions, boolean counted, Binds.Inputs inputs) {
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

    SqlTemplate template() {
        return template;
    }

    /** How the rows of places are found. */
    interface Rows {
        /** A row that is kept, or is known well enough by its id; null when it has to be read. */
        @Nullable
        Row kept(String id, int since);

        /** Reads a row whose columns come next. */
        Row read(CompositeReader result, String id, int since, RowLayout layout);
    }

    /** The page of each parent, from the text that the statement gave. */
    Map<String, Page> read(String text, Listing listing, PageRequest request, List<String> parents, Rows rows) {
        CompositeReader result = new CompositeReader(text);
        Map<String, Page> pages = LinkedHashMap.newLinkedHashMap(parents.size());
        for (String parent : parents) {
            Long count = wish.counted() ? result.number() : null;
            List<Page.Place> places = new ArrayList<>();
            while (result.nextRow()) {
                // The row after the page tells only that there is one.
                places.add(place(result, places.size() < request.size() ? rows : null));
            }
            pages.put(parent, page(listing, request, parent, places, count));
        }
        return pages;
    }

    private Page.Place place(CompositeReader result, @Nullable Rows rows) {
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
        return new Page.Place(id, since, position, row);
    }

    private static Page page(
            Listing listing, PageRequest request, String parent, List<Page.Place> found, @Nullable Long count) {
        boolean more = found.size() > request.size();
        List<Page.Place> kept = more ? found.subList(0, request.size()) : found;
        return new Page(
                listing,
                parent,
                request.backward() ? kept.reversed() : kept,
                request.backward() ? more || request.after() != null : request.after() != null,
                request.backward() ? request.before() != null : more || request.before() != null,
                count);
    }

    /** One list for each parent, ended by newlines. */
    private static Select<?> below(Binds binds, Select<?> list) {
        Table<?> lists = DSL.lateral(list.asTable("r", "c0"));
        return DSL.select(DSL.field(
                        "string_agg(coalesce({0}, ''), {1} order by {2})",
                        SQLDataType.CLOB, LIST, DSL.inline("\n"), Scope.parentNumber()))
                .from(Scope.numberedParents(binds))
                .crossJoin(lists);
    }

    private static Field<Integer> count(Scope scope) {
        return DSL.field(DSL.select(DSL.count()).from(scope.from()).where(scope.where()));
    }

    private static Field<?> position(Field<?> column) {
        DataType<?> type = column.getDataType();
        // Otherwise a row has t and f for them.
        return type.getType() == Boolean.class ? column.cast(SQLDataType.CLOB) : column;
    }

    private static Condition between(Listing listing, Scope scope, Binds binds) {
        Condition between = DSL.noCondition();
        if (binds.inputs().after() != null) {
            List<Order.Key> keys = listing.order().keys(scope.rows(), false);
            between = between.and(Keyset.after(keys, Binds.Inputs::after, binds));
        }
        if (binds.inputs().before() != null) {
            List<Order.Key> keys = listing.order().reversed(true).keys(scope.rows(), true);
            between = between.and(Keyset.after(keys, Binds.Inputs::before, binds));
        }
        return between;
    }
}

package org.lode.query;

import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.SortField;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.lode.kind.DataPackage;

/**
 * The one statement that tells which rows pages of a listing have, for no parent or for many. It serves all listings that are alike
 * but for their values.
 */
final class PageQuery {
    private final boolean below;
    private final List<Class<?>> positions = new ArrayList<>();
    private final SqlTemplate template;

    /**
     * Prepares it.
     *
     * @param positions whether the rows' positions are read, which cursors are made of
     * @param inputs of the first listing that it serves
     */
    PageQuery(DataPackage data, Listing listing, PageRequest request, boolean positions, Binds.Inputs inputs) {
        Binds binds = Binds.shared(inputs);
        Scope scope = Scope.of(data, listing, new Aliases(binds));
        List<Order.Key> keys = listing.order().reversed(request.backward()).keys(scope.rows(), request.backward());
        this.below = listing.via() != null;
        List<Field<?>> columns = new ArrayList<>();
        columns.add(scope.rows().id());
        columns.add(scope.rows().column("from_seq", SQLDataType.INTEGER));
        // Around the lateral step, the order is in terms of its columns.
        if (positions || below) {
            keys.forEach(key -> columns.add(key.column()));
        }
        if (positions) {
            keys.forEach(key -> this.positions.add(key.column().getType()));
        }
        Select<?> rows = DSL.select(columns)
                .from(scope.from())
                .where(scope.where(), between(listing, scope, binds))
                .orderBy(keys.stream().map(key -> key.sort(key.column())).toList())
                .limit(DSL.inline(request.size() + 1));
        this.template =
                new SqlTemplate(below ? Laterals.below(binds, rows, sorted(keys, columns.size())) : rows, binds);
    }

    /** What tells this statement from others. */
    static String key(Listing listing, PageRequest request, boolean positions, Binds.Inputs inputs) {
        return "%s\n%d%s%s%s%s"
                .formatted(
                        listing.shape(),
                        request.size(),
                        request.backward() ? "<" : ">",
                        positions,
                        nulls(inputs.after()),
                        nulls(inputs.before()));
    }

    private static String nulls(@Nullable List<@Nullable String> position) {
        StringBuilder nulls = new StringBuilder("/");
        if (position != null) {
            position.forEach(value -> nulls.append(value == null ? 'n' : 'v'));
        }
        return nulls.toString();
    }

    /** One row found, and the parent it belongs to. */
    record Found(String parent, Page.Place place) {}

    SqlTemplate template() {
        return template;
    }

    /** The order once more around the lateral step: SQL promises none otherwise. */
    private static List<SortField<?>> sorted(List<Order.Key> keys, int width) {
        List<SortField<?>> sorted = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            sorted.add(keys.get(i).sort(Laterals.column(width - keys.size() + i)));
        }
        return sorted;
    }

    /** Reads one result row. */
    Found read(Readable result) {
        int at = below ? 1 : 0;
        String parent = below ? Objects.requireNonNull(result.get(0, String.class)) : "";
        String id = Objects.requireNonNull(result.get(at, String.class));
        int since = Objects.requireNonNull(result.get(at + 1, Integer.class));
        if (positions.isEmpty()) {
            return new Found(parent, new Page.Place(id, since, List.of()));
        }
        List<@Nullable String> position = new ArrayList<>();
        for (int i = 0; i < positions.size(); i++) {
            position.add(text(result.get(at + 2 + i, positions.get(i))));
        }
        return new Found(parent, new Page.Place(id, since, position));
    }

    /** The page of one parent, from the rows found for it in the order of the statement. */
    static Page page(Listing listing, PageRequest request, String parent, List<Page.Place> found) {
        boolean more = found.size() > request.size();
        List<Page.Place> kept = more ? found.subList(0, request.size()) : found;
        return new Page(
                listing,
                parent,
                request.backward() ? kept.reversed() : kept,
                request.backward() ? more || request.after() != null : request.after() != null,
                request.backward() ? request.before() != null : more || request.before() != null);
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

    private static @Nullable String text(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case BigDecimal decimal -> decimal.toPlainString();
            default -> value.toString();
        };
    }
}

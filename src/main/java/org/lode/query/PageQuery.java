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

/** The one statement that tells which rows a page of a listing has, for no parent or for many, and what its result means. */
public final class PageQuery {
    private final Listing listing;
    private final PageRequest request;
    private final List<String> parents;
    private final boolean positions;
    private final Scope scope;
    private final List<Order.Key> keys;

    /**
     * Prepares it.
     *
     * @param positions whether the rows' positions are read, which cursors are made of
     * @param parents ids to read below; empty for a listing that has no parent
     */
    public PageQuery(DataPackage data, Listing listing, PageRequest request, boolean positions, List<String> parents) {
        this.listing = listing;
        this.request = request;
        this.parents = parents;
        this.positions = positions;
        this.scope = Scope.of(data, listing, new Aliases(listing.sequence()));
        this.keys = listing.order().reversed(request.backward()).keys(scope.rows(), request.backward());
    }

    /** One row found, and the parent it belongs to. */
    public record Found(String parent, Page.Place place) {}

    public Select<?> sql() {
        List<Field<?>> columns = new ArrayList<>();
        columns.add(scope.rows().id());
        columns.add(scope.rows().column("from_seq", SQLDataType.INTEGER));
        // Around the lateral step, the order is told in terms of its columns.
        if (positions || listing.via() != null) {
            keys.forEach(key -> columns.add(key.column()));
        }
        Select<?> rows = DSL.select(columns)
                .from(scope.from())
                .where(scope.where(), between())
                .orderBy(keys.stream().map(key -> key.sort(key.column())).toList())
                .limit(request.size() + 1);
        return listing.via() == null ? rows : Laterals.below(parents, rows, sorted(columns.size()));
    }

    /** The order once more around the lateral step: SQL promises none otherwise. */
    private List<SortField<?>> sorted(int width) {
        List<SortField<?>> sorted = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            sorted.add(keys.get(i).sort(Laterals.column(width - keys.size() + i)));
        }
        return sorted;
    }

    /** Reads one result row of {@link #sql()}. */
    public Found read(Readable result) {
        int at = listing.via() == null ? 0 : 1;
        String parent = at == 0 ? "" : Objects.requireNonNull(result.get(0, String.class));
        String id = Objects.requireNonNull(result.get(at, String.class));
        int since = Objects.requireNonNull(result.get(at + 1, Integer.class));
        if (!positions) {
            return new Found(parent, new Page.Place(id, since, List.of()));
        }
        List<@Nullable String> position = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            position.add(text(result.get(at + 2 + i, keys.get(i).column().getType())));
        }
        return new Found(parent, new Page.Place(id, since, position));
    }

    /** The page of one parent, from the rows found for it in the order of the statement. */
    public Page page(String parent, List<Page.Place> found) {
        boolean more = found.size() > request.size();
        List<Page.Place> kept = more ? found.subList(0, request.size()) : found;
        return new Page(
                listing,
                parent,
                request.backward() ? kept.reversed() : kept,
                request.backward() ? more || request.after() != null : request.after() != null,
                request.backward() ? request.before() != null : more || request.before() != null);
    }

    private Condition between() {
        Condition between = DSL.noCondition();
        if (request.after() != null) {
            between = between.and(beyond(request.after(), false));
        }
        if (request.before() != null) {
            between = between.and(beyond(request.before(), true));
        }
        return between;
    }

    /** Rows on the far side of a cursor, seen in the direction of the list or against it. */
    private Condition beyond(String cursor, boolean against) {
        Cursor place = listing.place(cursor, parents.size() == 1 ? parents.getFirst() : "");
        List<Order.Key> order = listing.order().reversed(against).keys(scope.rows(), against);
        return Keyset.after(order, new ArrayList<>(place.position()));
    }

    private static @Nullable String text(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case BigDecimal decimal -> decimal.toPlainString();
            default -> value.toString();
        };
    }
}

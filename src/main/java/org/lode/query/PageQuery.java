package org.lode.query;

import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.SortField;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.lode.kind.DataPackage;

/** The one statement that reads a page of a listing, for no parent or for many, and what its result means. */
public final class PageQuery {
    private final Listing listing;
    private final PageRequest request;
    private final List<String> parents;
    private final Scope scope;
    private final Projection projection;
    private final List<Order.Key> keys;

    /** @param parents ids to read below; empty for a listing that has no parent */
    public PageQuery(
            DataPackage data, Listing listing, Selection selection, PageRequest request, List<String> parents) {
        Aliases aliases = new Aliases(listing.sequence());
        this.listing = listing;
        this.request = request;
        this.parents = parents;
        this.scope = Scope.of(data, listing, aliases);
        this.projection = Projection.of(data, selection, scope.rows(), aliases);
        this.keys = listing.order().reversed(request.backward()).keys(scope.rows(), request.backward());
    }

    /** One row found: the parent it belongs to, and its values in the order's columns. */
    public record Found(String parent, Row row, List<@Nullable String> position) {}

    public Select<?> sql() {
        List<Field<?>> columns = new ArrayList<>(projection.columns());
        keys.forEach(key -> columns.add(key.column()));
        Select<?> rows = DSL.select(columns)
                .from(projection.join(scope.from()))
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
        boolean below = listing.via() != null;
        String parent = below ? Objects.requireNonNull(result.get(0, String.class)) : "";
        int offset = below ? 1 : 0;
        Row row = Objects.requireNonNull(projection.read(result, offset));
        int at = offset + projection.columns().size();
        List<@Nullable String> position = new ArrayList<>();
        for (Order.Key key : keys) {
            position.add(text(result.get(at++, key.column().getType())));
        }
        return new Found(parent, row, position);
    }

    /** The page of one parent, from the rows found for it in the order of the statement. */
    public Page page(String parent, List<Found> found) {
        boolean more = found.size() > request.size();
        List<Found> kept = new ArrayList<>(more ? found.subList(0, request.size()) : found);
        if (request.backward()) {
            Collections.reverse(kept);
        }
        String fingerprint = listing.fingerprint(parent);
        List<Page.Edge> edges = kept.stream()
                .map(one ->
                        new Page.Edge(one.row(), new Cursor(listing.sequence(), one.position()).encode(fingerprint)))
                .toList();
        return new Page(
                edges,
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

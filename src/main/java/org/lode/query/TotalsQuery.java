package org.lode.query;

import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Objects;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.lode.kind.DataPackage;
import org.lode.kind.RecordKind;

/** The one statement that counts a listing and adds up its aggregates, for no parent or for many. */
public final class TotalsQuery {
    private final Listing listing;
    private final List<String> parents;
    private final Scope scope;
    private final Measures measures;

    public TotalsQuery(DataPackage data, Listing listing, List<RecordKind.Aggregate> aggregates, List<String> parents) {
        this.listing = listing;
        this.parents = parents;
        this.scope = Scope.of(data, listing, new Aliases(listing.sequence()));
        this.measures = new Measures(aggregates, scope.rows());
    }

    public Select<?> sql() {
        Select<?> totals = DSL.select(measures.columns()).from(scope.from()).where(scope.where());
        return listing.via() == null ? totals : Laterals.below(parents, totals, List.of());
    }

    /** The parent of one result row of {@link #sql()}. */
    public String parent(Readable result) {
        return listing.via() == null ? "" : Objects.requireNonNull(result.get(0, String.class));
    }

    public Totals read(Readable result) {
        return measures.read(result, listing.via() == null ? 0 : 1);
    }
}

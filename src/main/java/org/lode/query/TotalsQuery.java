package org.lode.query;

import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Objects;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.lode.model.DataPackage;
import org.lode.model.RecordKind;

/** The one statement that counts listings and adds up their aggregates, for no parent or for many. */
final class TotalsQuery {
    private final boolean below;
    private final Measures measures;
    private final SqlTemplate template;

    TotalsQuery(DataPackage data, Listing listing, List<RecordKind.Aggregate> aggregates, Binds.Inputs inputs) {
        Binds binds = Binds.shared(inputs);
        Scope scope = Scope.of(data, listing, new Aliases(binds));
        this.below = listing.via() != null;
        this.measures = new Measures(aggregates, scope.rows());
        Select<?> totals = DSL.select(measures.columns()).from(scope.from()).where(scope.where());
        this.template = new SqlTemplate(below ? Laterals.below(binds, totals, List.of()) : totals, binds);
    }

    SqlTemplate template() {
        return template;
    }

    /** The parent of one result row. */
    String parent(Readable result) {
        return below ? Objects.requireNonNull(result.get(0, String.class)) : "";
    }

    Totals read(Readable result) {
        return measures.read(result, below ? 1 : 0);
    }
}

package org.lode.query;

import io.r2dbc.spi.Readable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.lode.kind.DataPackage;
import org.lode.kind.RecordKind;

/** The one statement that reads rows of a table by their ids; the id of a record that was merged away gives the one it went into. */
public final class ByIdQuery {
    private final List<String> ids;
    private final TableRef rows;
    private final @Nullable TableRef redirects;
    private final Projection projection;

    public ByIdQuery(DataPackage data, org.lode.kind.Table table, Selection selection, int sequence, List<String> ids) {
        Aliases aliases = new Aliases(sequence);
        this.ids = ids;
        this.rows = aliases.ref(table);
        this.redirects = table instanceof RecordKind ? aliases.ref(data.record("redirects")) : null;
        this.projection = Projection.of(data, selection, rows, aliases);
    }

    public Select<?> sql() {
        Field<String> asked = DSL.field(DSL.name("a", "id"), SQLDataType.CLOB);
        Table<?> given = DSL.unnest(DSL.val(ids.toArray(String[]::new), SQLDataType.CLOB.array()))
                .as("a", "id");
        Table<?> from = redirects == null
                ? given.join(rows.from()).on(rows.id().eq(asked), rows.valid())
                : given.leftJoin(redirects.from())
                        .on(redirects.id().eq(asked), redirects.valid())
                        .join(rows.from())
                        .on(rows.id().eq(DSL.coalesce(redirects.text("new_id"), asked)), rows.valid());
        List<Field<?>> columns = new ArrayList<>();
        columns.add(asked);
        columns.addAll(projection.columns());
        return DSL.select(columns).from(projection.join(from));
    }

    /** The id that was asked for, of one result row of {@link #sql()}. */
    public String asked(Readable result) {
        return Objects.requireNonNull(result.get(0, String.class));
    }

    public @Nullable Row read(Readable result) {
        return projection.read(result, 1);
    }
}

package org.lode.query;

import java.util.ArrayList;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.SelectLimitStep;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.lode.model.Column;
import org.lode.model.DataPackage;

/**
 * The statements that read some rows of a listing as lines of text, which PostgreSQL makes: a COPY, and where it ends.
 *
 * <p>A listing is read by many of them, each from the row after the last one, so that whoever reads slowly holds no
 * connection in between. Values stand in their text, since COPY takes none.
 */
public final class LinesQuery implements LineStatements {
    private final Lines lines;
    private final Ways ways;
    private final Listing.Source source;
    private final List<Order.Key> keys;
    private final Condition beyond;

    /** What lines are made of: a form, and the columns in their order. */
    public record Lines(LineForm form, List<Column> columns) {}

    /** @param after the position of the last row before; null to begin */
    public LinesQuery(DataPackage data, Listing listing, Lines lines, @Nullable List<@Nullable String> after) {
        SqlContext context = SqlContext.once(new SqlContext.Inputs(listing.sequence(), listing.filter(), List.of(), after, null));
        this.lines = lines;
        this.ways = new Ways(data, context);
        this.source = listing.source(data, context);
        this.keys = listing.order().keys(source.rows(), false);
        this.beyond = after == null ? DSL.noCondition() : Keyset.after(keys, SqlContext.Inputs::after, context);
    }

    @Override
    public String copy(int limit) {
        return lines.form().copy(rows(columns()).limit(limit));
    }

    private List<Field<?>> columns() {
        return lines.columns().stream()
                .<Field<?>>map(column -> lines.form().written(column.field(), ways.value(source.rows(), column)))
                .toList();
    }

    @Override
    public String last(int limit) {
        List<Field<?>> positions = new ArrayList<>();
        keys.forEach(key -> positions.add(key.column().cast(SQLDataType.CLOB)));
        return LineForm.text(rows(positions).offset(limit - 1).limit(1));
    }

    @Override
    public int keys() {
        return keys.size();
    }

    private SelectLimitStep<?> rows(List<Field<?>> columns) {
        return DSL.select(columns)
                .from(source.from())
                .where(source.where(), beyond)
                .orderBy(Order.sorted(keys));
    }
}

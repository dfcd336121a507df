package org.lode.query;

import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.lode.kind.RecordKind;

/** The columns that count rows and add up their aggregates. */
final class Measures {
    private static final int A_SUM = 7;

    private final List<RecordKind.Aggregate> aggregates;
    private final List<Field<?>> columns = new ArrayList<>();

    Measures(List<RecordKind.Aggregate> aggregates, TableRef rows) {
        this.aggregates = aggregates;
        columns.add(DSL.count());
        for (RecordKind.Aggregate aggregate : aggregates) {
            add(rows.decimal(rows.table().field(aggregate.field())), counts(aggregate, rows));
        }
    }

    List<Field<?>> columns() {
        return columns;
    }

    Totals read(Readable result, int offset) {
        Map<String, Totals.Sum> sums = new LinkedHashMap<>();
        for (int i = 0; i < aggregates.size(); i++) {
            sums.put(aggregates.get(i).name(), sum(result, offset + 1 + i * A_SUM));
        }
        return new Totals(count(result, offset), sums);
    }

    private static Condition counts(RecordKind.Aggregate aggregate, TableRef rows) {
        return aggregate.where().isEmpty()
                ? DSL.trueCondition()
                : DSL.condition(rows.bool(rows.table().field(aggregate.where())));
    }

    private void add(Field<BigDecimal> value, Condition counts) {
        columns.add(DSL.sum(value).filterWhere(counts));
        columns.add(DSL.min(value).filterWhere(counts));
        columns.add(DSL.max(value).filterWhere(counts));
        columns.add(DSL.round(DSL.avg(value).filterWhere(counts), 2));
        columns.add(DSL.count(value).filterWhere(counts));
        columns.add(DSL.count().filterWhere(counts, value.isNull()));
        columns.add(DSL.count().filterWhere(DSL.not(counts)));
    }

    private static Totals.Sum sum(Readable result, int at) {
        return new Totals.Sum(
                result.get(at, BigDecimal.class),
                result.get(at + 1, BigDecimal.class),
                result.get(at + 2, BigDecimal.class),
                result.get(at + 3, BigDecimal.class),
                count(result, at + 4),
                count(result, at + 5),
                count(result, at + 6));
    }

    private static long count(Readable result, int at) {
        return Objects.requireNonNull(result.get(at, Long.class));
    }
}

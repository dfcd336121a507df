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
import org.lode.model.RecordKind;

/** The columns that count rows and add up their aggregates. */
final class Measures {
    private static final int A_SUM = 7;
    private static final List<Totals.Statistic> STATISTICS = List.of(Totals.Statistic.values());

    private final List<RecordKind.Aggregate> aggregates;
    private final List<Field<?>> columns = new ArrayList<>();

    Measures(List<RecordKind.Aggregate> aggregates, TableRef rows) {
        this.aggregates = aggregates;
        columns.add(DSL.count());
        for (RecordKind.Aggregate aggregate : aggregates) {
            add(aggregate, rows);
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

    private void add(RecordKind.Aggregate aggregate, TableRef rows) {
        Field<BigDecimal> value = value(aggregate, rows);
        Condition counts = counts(aggregate, rows);
        for (Totals.Statistic statistic : STATISTICS) {
            columns.add(column(aggregate, statistic, rows));
        }
        columns.add(DSL.count(value).filterWhere(counts));
        columns.add(DSL.count().filterWhere(counts, value.isNull()));
        columns.add(DSL.count().filterWhere(DSL.not(counts)));
    }

    /** One figure of the rows that count. */
    static Field<BigDecimal> column(RecordKind.Aggregate aggregate, Totals.Statistic statistic, TableRef rows) {
        Field<BigDecimal> value = value(aggregate, rows);
        Condition counts = counts(aggregate, rows);
        return switch (statistic) {
            case SUM -> DSL.sum(value).filterWhere(counts);
            case MIN -> DSL.min(value).filterWhere(counts);
            case MAX -> DSL.max(value).filterWhere(counts);
            case AVG -> DSL.round(DSL.avg(value).filterWhere(counts), DSL.inline(2));
        };
    }

    /** Where {@link #columns} has the count. */
    static int count() {
        return 0;
    }

    /** Where {@link #columns} has a figure of an aggregate. */
    int index(RecordKind.Aggregate aggregate, Totals.Statistic statistic) {
        return 1 + aggregates.indexOf(aggregate) * A_SUM + STATISTICS.indexOf(statistic);
    }

    private static Field<BigDecimal> value(RecordKind.Aggregate aggregate, TableRef rows) {
        return rows.decimal(rows.table().field(aggregate.field()));
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

package org.lode.query;

import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.SelectLimitStep;
import org.jooq.SortField;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.model.Field.FieldType;
import org.lode.model.RecordKind;
import org.lode.model.Relation;

/**
 * The one statement that counts a listing and adds up its aggregates, for each group of its rows. It serves no parent or many.
 *
 * <p>Groups have the ids of the records that their keys name. Without keys, all rows are one group.
 */
public final class AggregateQuery {
    private static final String GROUPED = "g";

    private final boolean below;
    private final GroupRequest request;
    private final Listing.Source source;
    private final SqlContext context;
    private final Measures measures;
    private final List<Key> keys = new ArrayList<>();
    private Table<?> from;
    private final SqlContext.Template template;

    /** A key and the column that holds it. */
    private record Key(GroupRequest.Key key, Field<?> column) {}

    AggregateQuery(
            DataPackage data,
            Listing listing,
            GroupRequest request,
            List<RecordKind.Aggregate> aggregates,
            SqlContext.Inputs inputs) {
        SqlContext context = SqlContext.shared(inputs);
        this.context = context;
        this.below = listing.via() != null;
        this.request = request;
        this.source = listing.source(data, context);
        this.from = source.from();
        this.measures = new Measures(request.aggregates(aggregates), source.rows());
        request.by().forEach(key -> keys.add(new Key(key, key.isMany() ? many(key) : one(key))));
        this.template = context.template(sql());
    }

    SqlContext.Template template() {
        return template;
    }

    private Select<?> sql() {
        if (keys.isEmpty()) {
            Select<?> totals = DSL.select(measures.columns).from(from).where(source.where());
            return below ? Listing.perParent(context, totals, List.of()) : totals;
        }
        List<Field<?>> inner = new ArrayList<>();
        keys.forEach(key -> inner.add(key.column.as("k" + inner.size())));
        measures.columns.forEach(column -> inner.add(column.as("k" + inner.size())));
        Select<?> grouped = DSL.select(inner)
                .from(from)
                .where(source.where())
                .groupBy(keys.stream().map(Key::column).toList());
        Select<?> sorted = sorted(grouped, inner);
        return below ? Listing.perParent(context, sorted, sorted(Listing::column)) : sorted;
    }

    /** The parent of one result row. */
    String parent(Readable result) {
        return below ? Objects.requireNonNull(result.get(0, String.class)) : "";
    }

    Totals.Group read(Readable result) {
        int at = below ? 1 : 0;
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            Key key = keys.get(i);
            Object value = result.get(at + i, key.column.getType());
            if (value != null) {
                values.put(key.key.name(), value);
            }
        }
        return new Totals.Group(values, measures.read(result, at + keys.size()));
    }

    private Select<?> sorted(Select<?> grouped, List<Field<?>> inner) {
        List<Field<?>> columns = new ArrayList<>();
        inner.forEach(column -> columns.add(DSL.field(DSL.name(GROUPED, column.getName()))));
        SelectLimitStep<?> all = DSL.select(columns)
                .from(grouped.asTable(GROUPED))
                .orderBy(sorted(i -> DSL.field(DSL.name(GROUPED, "k" + i))));
        return request.first() == null ? all : all.limit(DSL.inline(request.first()));
    }

    /** The order asked for, ended by the keys, which no two groups share. */
    private List<SortField<?>> sorted(IntFunction<Field<?>> column) {
        List<SortField<?>> sorted = new ArrayList<>();
        for (GroupRequest.Term term : request.order()) {
            switch (term.by()) {
                case GroupRequest.By.Keys byKeys -> sorted.addAll(byKeys(term, column));
                case GroupRequest.By.Count count -> sorted.add(sorted(term, column.apply(keys.size())));
                case GroupRequest.By.Figure figure ->
                    sorted.add(sorted(
                            term, column.apply(keys.size() + measures.index(figure.aggregate(), figure.statistic()))));
            }
        }
        sorted.addAll(byKeys(new GroupRequest.Term(new GroupRequest.By.Keys(), false, false), column));
        return sorted;
    }

    private List<SortField<?>> byKeys(GroupRequest.Term term, IntFunction<Field<?>> column) {
        List<SortField<?>> sorted = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            sorted.add(sorted(term, column.apply(i)));
        }
        return sorted;
    }

    private static SortField<?> sorted(GroupRequest.Term term, Field<?> column) {
        SortField<?> sorted = term.descending() ? column.desc() : column.asc();
        return term.nullsFirst() ? sorted.nullsFirst() : sorted.nullsLast();
    }

    /** The key at the end of references. Their targets are joined, except a record that the last reference names itself. */
    private Field<?> one(GroupRequest.Key key) {
        Joined way = new Joined(source.rows(), from);
        List<Relation> steps = key.way();
        for (Relation step : key.value() == null ? steps.subList(0, steps.size() - 1) : steps) {
            way = way.to((Relation.ToOne) step);
        }
        from = way.from;
        return key.value() == null
                ? way.end.column(((Relation.ToOne) steps.getLast()).field())
                : value(way.end, key.value());
    }

    /** The key at the end of a path over many rows. A row has each value once, so it counts once in each group. */
    private Field<?> many(GroupRequest.Key key) {
        Joined near = new Joined(source.rows(), from);
        int fork = 0;
        while (key.way().get(fork) instanceof Relation.ToOne one) {
            near = near.to(one);
            fork++;
        }
        from = near.from;
        List<Relation> rest = key.way().subList(fork + 1, key.way().size());
        return switch ((Relation.Many) key.way().get(fork)) {
            case Relation.Linked linked -> linked(key, linked, near.end, rest);
            case Relation.ToMany parts -> {
                TableRef rows = context.ref(parts.target());
                Condition belongs = rows.named(parts.by()).eq(near.end.id());
                yield distinct(key, new Joined(rows, rows.from()), rest, belongs.and(rows.valid()));
            }
        };
    }

    private Field<?> linked(GroupRequest.Key key, Relation.Linked linked, TableRef near, List<Relation> rest) {
        TableRef pairs = context.ref(linked.link());
        Field<String> far = pairs.text(linked.far().name());
        Condition belongs = pairs.text(linked.near().name()).eq(near.id()).and(pairs.valid());
        if (rest.isEmpty() && key.value() == null) {
            // No pair is there twice.
            from = from.leftJoin(pairs.from()).on(belongs);
            return far;
        }
        TableRef target = context.ref(linked.target());
        Table<?> reached = pairs.from().join(target.from()).on(target.id().eq(far), target.valid());
        return distinct(key, new Joined(target, reached), rest, belongs);
    }

    private Field<?> distinct(GroupRequest.Key key, Joined start, List<Relation> rest, Condition belongs) {
        Joined way = start;
        for (Relation step : key.value() == null && !rest.isEmpty() ? rest.subList(0, rest.size() - 1) : rest) {
            way = way.to((Relation.ToOne) step);
        }
        Field<?> value = key.value() == null
                ? way.end.column(((Relation.ToOne) rest.getLast()).field())
                : value(way.end, key.value());
        String alias = "m" + keys.size();
        from = from.leftJoin(DSL.lateral(
                        DSL.selectDistinct(value).from(way.from).where(belongs).asTable(alias, "k")))
                .on(DSL.trueCondition());
        return DSL.field(DSL.name(alias, "k"), value.getDataType());
    }

    /** The table that a path has reached, and the joins that lead to it. */
    private final class Joined {
        private final TableRef end;
        private final Table<?> from;

        Joined(TableRef end, Table<?> from) {
            this.end = end;
            this.from = from;
        }

        Joined to(Relation.ToOne step) {
            TableRef next = context.ref(step.targets().getFirst());
            Condition reached = next.id().eq(end.text(step.field().name())).and(next.valid());
            return new Joined(next, from.leftJoin(next.from()).on(reached));
        }
    }

    private static Field<?> value(TableRef rows, org.lode.model.Field field) {
        return field.type() == FieldType.DATE
                ? DSL.year(rows.first(field)).cast(SQLDataType.INTEGER)
                : rows.column(field);
    }

    /** One figure of the rows that count in an aggregate. */
    static Field<BigDecimal> figure(RecordKind.Aggregate aggregate, Totals.Statistic statistic, TableRef rows) {
        Field<BigDecimal> value = value(aggregate, rows);
        Condition counts = counts(aggregate, rows);
        return switch (statistic) {
            case SUM -> DSL.sum(value).filterWhere(counts);
            case MIN -> DSL.min(value).filterWhere(counts);
            case MAX -> DSL.max(value).filterWhere(counts);
            case AVG -> DSL.round(DSL.avg(value).filterWhere(counts), DSL.inline(2));
        };
    }

    private static Condition counts(RecordKind.Aggregate aggregate, TableRef rows) {
        return aggregate.where().isEmpty()
                ? DSL.trueCondition()
                : DSL.condition(rows.bool(rows.table().field(aggregate.where())));
    }

    private static Field<BigDecimal> value(RecordKind.Aggregate aggregate, TableRef rows) {
        return rows.decimal(rows.table().field(aggregate.field()));
    }

    /** The columns that count rows and add up their aggregates. */
    private static final class Measures {
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

        Totals read(Readable result, int offset) {
            Map<String, Totals.Sum> sums = new LinkedHashMap<>();
            for (int i = 0; i < aggregates.size(); i++) {
                sums.put(aggregates.get(i).name(), sum(result, offset + 1 + i * A_SUM));
            }
            return new Totals(count(result, offset), sums);
        }

        private void add(RecordKind.Aggregate aggregate, TableRef rows) {
            Field<BigDecimal> value = value(aggregate, rows);
            Condition counts = counts(aggregate, rows);
            for (Totals.Statistic statistic : STATISTICS) {
                columns.add(figure(aggregate, statistic, rows));
            }
            columns.add(DSL.count(value).filterWhere(counts));
            columns.add(DSL.count().filterWhere(counts, value.isNull()));
            columns.add(DSL.count().filterWhere(DSL.not(counts)));
        }

        /** Where {@link #columns} has a figure of an aggregate. */
        int index(RecordKind.Aggregate aggregate, Totals.Statistic statistic) {
            return 1 + aggregates.indexOf(aggregate) * A_SUM + STATISTICS.indexOf(statistic);
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

    /**
     * How many rows a list or a group has, and what its aggregates come to.
     *
     * @param sums by the name of the aggregate; only those that were asked for
     */
    public record Totals(long count, Map<String, Sum> sums) {

        /** The figures of an aggregate that rows and groups can be sorted by, in the order of {@link Sum}. */
        public enum Statistic {
            SUM,
            MIN,
            MAX,
            AVG
        }

        /**
         * Sum, minimum, maximum and mean of the known values that count.
         *
         * @param known how many values went in
         * @param missing how many rows count but have no value
         * @param excluded how many rows do not count in totals
         */
        public record Sum(
                @Nullable BigDecimal sum,
                @Nullable BigDecimal min,
                @Nullable BigDecimal max,
                @Nullable BigDecimal avg,
                long known,
                long missing,
                long excluded) {}

        /**
         * The rows of a list that share a key.
         *
         * @param values values of the key by name, ids where they are records; a missing one means the rows without it
         */
        public record Group(Map<String, Object> values, Totals totals) {}
    }
}

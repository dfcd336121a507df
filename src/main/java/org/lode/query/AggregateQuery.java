package org.lode.query;

import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

    /** How many columns have the figures of one aggregate. */
    private static final int FIGURES = 7;

    private static final List<Totals.Statistic> STATISTICS = List.of(Totals.Statistic.values());

    private final boolean below;
    private final GroupRequest request;
    private final Listing.Source source;
    private final SqlContext context;
    private final List<RecordKind.Aggregate> aggregates;
    private final List<Field<?>> keys = new ArrayList<>();
    /** The columns that count rows and add up their aggregates. */
    private final List<Field<?>> measures = new ArrayList<>(List.of(DSL.count()));

    private Table<?> from;
    private final SqlContext.Template template;

    AggregateQuery(
            DataPackage data,
            Listing listing,
            GroupRequest request,
            List<RecordKind.Aggregate> asked,
            SqlContext.Inputs inputs) {
        this.context = SqlContext.shared(inputs);
        this.below = listing.via() != null;
        this.request = request;
        this.source = listing.source(data, context);
        this.from = source.from();
        this.aggregates = request.aggregates(asked);
        aggregates.forEach(aggregate -> measures.addAll(figures(aggregate, source.rows())));
        request.by().forEach(key -> keys.add(column(key)));
        this.template = context.template(sql());
    }

    SqlContext.Template template() {
        return template;
    }

    private Select<?> sql() {
        if (keys.isEmpty()) {
            Select<?> totals = DSL.select(measures).from(from).where(source.where());
            return below ? Listing.perParent(context, totals, List.of()) : totals;
        }
        List<Field<?>> inner = new ArrayList<>();
        Stream.of(keys, measures).flatMap(List::stream).forEach(column -> inner.add(column.as("k" + inner.size())));
        Table<?> grouped =
                DSL.select(inner).from(from).where(source.where()).groupBy(keys).asTable(GROUPED);
        SelectLimitStep<?> all = DSL.select(inner.stream()
                        .map(column -> DSL.field(DSL.name(GROUPED, column.getName())))
                        .toList())
                .from(grouped)
                .orderBy(sorted(i -> DSL.field(DSL.name(GROUPED, "k" + i))));
        Select<?> sorted = request.first() == null ? all : all.limit(DSL.inline(request.first()));
        return below ? Listing.perParent(context, sorted, sorted(Listing::column)) : sorted;
    }

    String parent(Readable result) {
        return below ? Objects.requireNonNull(result.get(0, String.class)) : "";
    }

    Totals.Group read(Readable result) {
        int at = below ? 1 : 0;
        Map<String, Object> values = new LinkedHashMap<>();
        for (Field<?> key : keys) {
            Object value = result.get(at, key.getType());
            if (value != null) {
                values.put(request.by().get(below ? at - 1 : at).name(), value);
            }
            at++;
        }
        Map<String, Totals.Sum> sums = new LinkedHashMap<>();
        for (RecordKind.Aggregate aggregate : aggregates) {
            sums.put(aggregate.name(), sum(result, at + 1 + sums.size() * FIGURES));
        }
        return new Totals.Group(values, new Totals(count(result, at), sums));
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

    /** The order asked for, ended by the keys, which no two groups share. */
    private List<SortField<?>> sorted(IntFunction<Field<?>> column) {
        GroupRequest.Term last = new GroupRequest.Term(new GroupRequest.By.Keys(), false, false);
        return Stream.concat(request.order().stream(), Stream.of(last))
                .<SortField<?>>flatMap(term -> places(term.by())
                        .mapToObj(i -> Order.sorted(column.apply(i), term.descending(), term.nullsFirst())))
                .toList();
    }

    private IntStream places(GroupRequest.By by) {
        return switch (by) {
            case GroupRequest.By.Keys all -> IntStream.range(0, keys.size());
            case GroupRequest.By.Count count -> IntStream.of(keys.size());
            case GroupRequest.By.Figure figure ->
                IntStream.of(keys.size()
                        + 1
                        + aggregates.indexOf(figure.aggregate()) * FIGURES
                        + STATISTICS.indexOf(figure.statistic()));
        };
    }

    /** The column of a key. A row from which the way leads to many has each value once, so it counts once in each group. */
    private Field<?> column(GroupRequest.Key key) {
        List<Relation> way = key.way();
        int fork = 0;
        while (fork < way.size() && way.get(fork) instanceof Relation.ToOne) {
            fork++;
        }
        Listing.Source here = new Listing.Source(source.rows(), from, source.where());
        if (fork == way.size()) {
            Listing.Source end = end(here, way, key);
            from = end.from();
            return value(end.rows(), way, key);
        }
        Listing.Source near = along(here, way.subList(0, fork));
        from = near.from();
        List<Relation> rest = way.subList(fork + 1, way.size());
        if (way.get(fork) instanceof Relation.Linked linked && rest.isEmpty() && key.value() == null) {
            // No pair is there twice.
            TableRef pairs = context.ref(linked.link());
            Field<String> owner = pairs.text(linked.near().name());
            from = from.leftJoin(pairs.from()).on(owner.eq(near.rows().id()).and(pairs.valid()));
            return pairs.text(linked.far().name());
        }
        Relation.Many many = (Relation.Many) way.get(fork);
        TableRef rows = context.ref(many.target());
        Listing.Source end = end(Listing.Source.below(many, rows, near.rows().id(), context::ref), rest, key);
        Field<?> value = value(end.rows(), rest, key);
        String alias = "m" + keys.size();
        Select<?> distinct = DSL.selectDistinct(value).from(end.from()).where(end.where());
        from = from.leftJoin(DSL.lateral(distinct.asTable(alias, "k"))).on(DSL.trueCondition());
        return DSL.field(DSL.name(alias, "k"), value.getDataType());
    }

    /** Where the column of a key is: at the end of the way, or before its last step for the record that it names. */
    private Listing.Source end(Listing.Source start, List<Relation> way, GroupRequest.Key key) {
        return along(start, key.value() == null ? way.subList(0, way.size() - 1) : way);
    }

    private Listing.Source along(Listing.Source start, List<Relation> steps) {
        Listing.Source reached = start;
        for (Relation step : steps) {
            reached = reached.to((Relation.ToOne) step, context::ref);
        }
        return reached;
    }

    private static Field<?> value(TableRef rows, List<Relation> way, GroupRequest.Key key) {
        org.lode.model.Field field = key.value() == null ? ((Relation.ToOne) way.getLast()).field() : key.value();
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

    /** The figures of an aggregate, in the order of {@link Totals.Sum}. */
    private static List<Field<?>> figures(RecordKind.Aggregate aggregate, TableRef rows) {
        List<Field<?>> figures = new ArrayList<>();
        for (Totals.Statistic statistic : STATISTICS) {
            figures.add(figure(aggregate, statistic, rows));
        }
        Field<BigDecimal> value = value(aggregate, rows);
        Condition counts = counts(aggregate, rows);
        figures.add(DSL.count(value).filterWhere(counts));
        figures.add(DSL.count().filterWhere(counts, value.isNull()));
        figures.add(DSL.count().filterWhere(DSL.not(counts)));
        return figures;
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

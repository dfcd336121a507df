package org.lode.query;

import io.r2dbc.spi.Readable;
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
import org.lode.model.DataPackage;
import org.lode.model.Field.FieldType;
import org.lode.model.RecordKind;
import org.lode.model.Relation;

/** The one statement that groups a listing, for no parent or for many, with the ids of the records that keys name. */
final class GroupQuery {
    private static final String GROUPED = "g";

    private final boolean below;
    private final GroupRequest request;
    private final Scope scope;
    private final Aliases aliases;
    private final Measures measures;
    private final List<Key> keys = new ArrayList<>();
    private Table<?> from;
    private final SqlTemplate template;

    /** A key and the column that holds it. */
    private record Key(GroupKey key, Field<?> column) {}

    GroupQuery(
            DataPackage data,
            Listing listing,
            GroupRequest request,
            List<RecordKind.Aggregate> aggregates,
            Binds.Inputs inputs) {
        Binds binds = Binds.shared(inputs);
        this.aliases = new Aliases(binds);
        this.below = listing.via() != null;
        this.request = request;
        this.scope = Scope.of(data, listing, aliases);
        this.from = scope.from();
        this.measures = new Measures(request.aggregates(aggregates), scope.rows());
        request.by().forEach(key -> keys.add(new Key(key, key.isMany() ? many(key) : one(key))));
        this.template = new SqlTemplate(sql(), binds);
    }

    SqlTemplate template() {
        return template;
    }

    private Select<?> sql() {
        List<Field<?>> inner = new ArrayList<>();
        keys.forEach(key -> inner.add(key.column.as("k" + inner.size())));
        measures.columns().forEach(column -> inner.add(column.as("k" + inner.size())));
        Select<?> grouped = DSL.select(inner)
                .from(from)
                .where(scope.where())
                .groupBy(keys.stream().map(Key::column).toList());
        Select<?> sorted = sorted(grouped, inner);
        return below ? Laterals.below(aliases.binds(), sorted, sorted(Laterals::column)) : sorted;
    }

    String parent(Readable result) {
        return below ? Objects.requireNonNull(result.get(0, String.class)) : "";
    }

    Group read(Readable result) {
        int at = below ? 1 : 0;
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            Key key = keys.get(i);
            Object value = result.get(at + i, key.column.getType());
            if (value != null) {
                values.put(key.key.name(), value);
            }
        }
        return new Group(values, measures.read(result, at + keys.size()));
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
                case GroupRequest.By.Count count ->
                    sorted.add(sorted(term, column.apply(keys.size() + Measures.count())));
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

    /** The key at the end of references: what they lead to is joined, but for a record that a reference itself names. */
    private Field<?> one(GroupKey key) {
        Joined way = new Joined(scope.rows(), from);
        List<Relation> steps = key.way();
        for (Relation step : key.value() == null ? steps.subList(0, steps.size() - 1) : steps) {
            way = way.to((Relation.ToOne) step);
        }
        from = way.from;
        return key.value() == null
                ? way.end.column(((Relation.ToOne) steps.getLast()).field())
                : value(way.end, key.value());
    }

    /** The key at the end of a way over many rows: each of its values once for a row, which so counts once in each group. */
    private Field<?> many(GroupKey key) {
        Joined near = new Joined(scope.rows(), from);
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
                TableRef rows = aliases.ref(parts.target());
                Condition belongs = rows.named(parts.by()).eq(near.end.id());
                yield distinct(key, new Joined(rows, rows.from()), rest, belongs.and(rows.valid()));
            }
        };
    }

    private Field<?> linked(GroupKey key, Relation.Linked linked, TableRef near, List<Relation> rest) {
        TableRef pairs = aliases.ref(linked.link());
        Field<String> far = pairs.text(linked.far().name());
        Condition belongs = pairs.text(linked.near().name()).eq(near.id()).and(pairs.valid());
        if (rest.isEmpty() && key.value() == null) {
            // No pair is there twice.
            from = from.leftJoin(pairs.from()).on(belongs);
            return far;
        }
        TableRef target = aliases.ref(linked.target());
        Table<?> reached = pairs.from().join(target.from()).on(target.id().eq(far), target.valid());
        return distinct(key, new Joined(target, reached), rest, belongs);
    }

    private Field<?> distinct(GroupKey key, Joined start, List<Relation> rest, Condition belongs) {
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

    /** The table that a way has come to, and what is joined on the way. */
    private final class Joined {
        private final TableRef end;
        private final Table<?> from;

        Joined(TableRef end, Table<?> from) {
            this.end = end;
            this.from = from;
        }

        Joined to(Relation.ToOne step) {
            TableRef next = aliases.ref(step.targets().getFirst());
            Condition reached = next.id().eq(end.text(step.field().name())).and(next.valid());
            return new Joined(next, from.leftJoin(next.from()).on(reached));
        }
    }

    private static Field<?> value(TableRef rows, org.lode.model.Field field) {
        return field.type() == FieldType.DATE
                ? DSL.year(rows.first(field)).cast(SQLDataType.INTEGER)
                : rows.column(field);
    }
}

package org.lode.query;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.lode.model.Field;
import org.lode.model.FieldType;
import org.lode.model.Names;
import org.lode.model.RecordKind;
import org.lode.model.Relation;

/** What rows can be sorted by. */
public sealed interface OrderKey {

    /** Its name in the {@code orderBy} argument: {@code NAME}, {@code COUNTRY_NAME}, {@code INVESTMENTS_USD_SUM}. */
    String constant();

    /** A field of the row itself. */
    record Own(Field field) implements OrderKey {
        @Override
        public String constant() {
            return field.name().toUpperCase(Locale.ROOT);
        }
    }

    /** A field of the record that references lead to, one after the other. */
    record Related(List<Relation.ToOne> way, Field field) implements OrderKey {
        @Override
        public String constant() {
            return Stream.concat(
                            way.stream().map(step -> Names.constant(step.name())),
                            Stream.of(field.name().toUpperCase(Locale.ROOT)))
                    .collect(Collectors.joining("_"));
        }
    }

    /** How many rows a list has. */
    record Count(Relation.Many list) implements OrderKey {
        @Override
        public String constant() {
            return Names.constant(list.name()) + "_COUNT";
        }
    }

    /** What an aggregate of a list comes to. */
    record Figure(Relation.Many list, RecordKind.Aggregate aggregate, Totals.Statistic statistic) implements OrderKey {
        @Override
        public String constant() {
            return String.join("_", Names.constant(list.name()), Names.constant(aggregate.name()), statistic.name());
        }
    }

    /**
     * A column of a statement.
     *
     * @param isLong whether it holds texts of any length
     * @param nullable whether it can be without a value
     */
    record Column(org.jooq.Field<?> column, boolean isLong, boolean nullable) {
        Column(org.jooq.Field<?> column, boolean nullable) {
            this(column, false, nullable);
        }
    }

    /** The columns that tell rows of {@code table} apart by this key; what other rows hold is read by subqueries. */
    default List<Column> columns(TableRef table) {
        return switch (this) {
            case Own own ->
                own(table, own.field()).stream()
                        .map(column -> new Column(
                                column,
                                own.field().type() == FieldType.TEXT,
                                !own.field().required()))
                        .toList();
            case Related related -> related(table, related);
            case Count count -> List.of(new Column(below(table, count.list(), rows -> DSL.count()), false));
            case Figure figure ->
                List.of(new Column(
                        below(
                                table,
                                figure.list(),
                                rows -> AggregateQuery.figure(figure.aggregate(), figure.statistic(), rows)),
                        true));
        };
    }

    /** A date is sorted by the first and then by the last day that it can mean. */
    private static List<org.jooq.Field<?>> own(TableRef table, Field field) {
        return field.type() == FieldType.DATE
                ? List.of(table.first(field), table.last(field))
                : List.of(table.column(field));
    }

    private static List<Column> related(TableRef table, Related related) {
        TableRef target = new TableRef(related.way().getFirst().targets().getFirst(), "o0", table.sequence());
        Condition where = reached(table, related.way().getFirst(), target);
        Table<?> from = target.from();
        for (int i = 1; i < related.way().size(); i++) {
            Relation.ToOne step = related.way().get(i);
            TableRef next = new TableRef(step.targets().getFirst(), "o" + i, table.sequence());
            from = from.join(next.from()).on(reached(target, step, next));
            target = next;
        }
        Table<?> rows = from;
        return own(target, related.field()).stream()
                .map(column ->
                        new Column(DSL.field(DSL.select(column).from(rows).where(where)), true))
                .toList();
    }

    private static Condition reached(TableRef from, Relation.ToOne step, TableRef target) {
        return target.id().eq(from.text(step.field().name())).and(target.valid());
    }

    /** A figure of the rows that belong to a row. */
    private static org.jooq.Field<?> below(
            TableRef table, Relation.Many list, Function<TableRef, org.jooq.Field<?>> figure) {
        TableRef rows = new TableRef(list.target(), "o0", table.sequence());
        return switch (list) {
            case Relation.ToMany many ->
                DSL.field(DSL.select(figure.apply(rows))
                        .from(rows.from())
                        .where(rows.named(many.by()).eq(table.id()), rows.valid()));
            case Relation.Linked linked -> {
                TableRef pairs = new TableRef(linked.link(), "o1", table.sequence());
                yield DSL.field(DSL.select(figure.apply(rows))
                        .from(pairs.from())
                        .join(rows.from())
                        .on(rows.id().eq(pairs.text(linked.far().name())), rows.valid())
                        .where(pairs.text(linked.near().name()).eq(table.id()), pairs.valid()));
            }
        };
    }
}

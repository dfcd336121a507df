package org.lode.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.SortField;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.lode.model.Field.FieldType;
import org.lode.model.Names;
import org.lode.model.RecordKind;
import org.lode.model.Relation;
import org.lode.query.AggregateQuery.Totals;

/**
 * A total order of rows: what was asked for, always ended by id.
 *
 * @param terms in order of weight, without the closing id
 */
public record Order(List<Term> terms) {
    /** How many characters of texts are indexed. */
    private static final int PREFIX = 200;

    /** One step of an order: upwards or downwards, and where rows without a value come. */
    public record Term(Key by, boolean descending, boolean nullsFirst) {}

    /** The same order read from its end. */
    public Order reversed(boolean backward) {
        return backward
                ? new Order(terms.stream()
                        .map(term -> new Term(term.by(), !term.descending(), !term.nullsFirst()))
                        .toList())
                : this;
    }

    /** One text for one order, for cursors. */
    public String canonical() {
        StringBuilder text = new StringBuilder();
        for (Term term : terms) {
            text.append(term.by().constant())
                    .append(term.descending() ? '-' : '+')
                    .append(term.nullsFirst() ? 'f' : 'l');
        }
        return text.toString();
    }

    /** The columns that the order sorts by, the id last; {@code idDescending} for an order read from its end. */
    List<SortColumn> keys(TableRef table, boolean idDescending) {
        List<SortColumn> keys = new ArrayList<>();
        for (Term term : terms) {
            for (Key.Column column : term.by().columns(table)) {
                keys.add(new SortColumn(
                        column.column(),
                        keys.isEmpty() && column.isLong(),
                        term.descending(),
                        term.nullsFirst(),
                        column.nullable()));
            }
        }
        keys.add(new SortColumn(table.id(), false, idDescending, false, false));
        return keys;
    }

    /** What sorts by these columns. */
    static List<SortField<?>> sorted(List<SortColumn> keys) {
        List<SortField<?>> sorted = new ArrayList<>();
        for (SortColumn key : keys) {
            if (key.byPrefix()) {
                sorted.add(key.sort(prefix(key.column())));
            }
            sorted.add(key.sort(key.column()));
        }
        return sorted;
    }

    /** The part of a text that is indexed. Prefixes of texts are in the order of the texts. */
    static Field<String> prefix(Field<?> text) {
        return DSL.left(text.coerce(SQLDataType.CLOB), DSL.inline(PREFIX));
    }

    /**
     * One column of an order.
     *
     * @param byPrefix whether rows come in the order of an index on prefixes first: no index holds texts of any length
     */
    record SortColumn(Field<?> column, boolean byPrefix, boolean descending, boolean nullsFirst, boolean nullable) {

        private SortField<?> sort(Field<?> as) {
            SortField<?> sorted = descending ? as.desc() : as.asc();
            if (!nullable) {
                return sorted;
            }
            return nullsFirst ? sorted.nullsFirst() : sorted.nullsLast();
        }
    }

    /**
     * The condition for rows that come after a position.
     *
     * @param position finds the position in what is asked
     */
    static Condition after(
            List<SortColumn> keys,
            Function<SqlContext.Inputs, @Nullable List<@Nullable String>> position,
            SqlContext context) {
        return new Keyset(keys, position, context).condition();
    }

    /** What rows can be sorted by. */
    public sealed interface Key {

        /** Its name in the {@code orderBy} argument: {@code NAME}, {@code COUNTRY_NAME}, {@code INVESTMENTS_USD_SUM}. */
        String constant();

        /** A field of the row itself. */
        record Own(org.lode.model.Field field) implements Key {
            @Override
            public String constant() {
                return field.name().toUpperCase(Locale.ROOT);
            }
        }

        /** A field of the record that references lead to, one after the other. */
        record Related(List<Relation.ToOne> way, org.lode.model.Field field) implements Key {
            @Override
            public String constant() {
                return Stream.concat(
                                way.stream().map(step -> Names.constant(step.name())),
                                Stream.of(field.name().toUpperCase(Locale.ROOT)))
                        .collect(Collectors.joining("_"));
            }
        }

        /** How many rows a list has. */
        record Count(Relation.Many list) implements Key {
            @Override
            public String constant() {
                return Names.constant(list.name()) + "_COUNT";
            }
        }

        /** What an aggregate of a list comes to. */
        record Figure(Relation.Many list, RecordKind.Aggregate aggregate, Totals.Statistic statistic) implements Key {
            @Override
            public String constant() {
                return String.join(
                        "_", Names.constant(list.name()), Names.constant(aggregate.name()), statistic.name());
            }
        }

        /**
         * A column of a statement.
         *
         * @param isLong whether it holds texts of any length
         * @param nullable whether it can be without a value
         */
        record Column(Field<?> column, boolean isLong, boolean nullable) {
            Column(Field<?> column, boolean nullable) {
                this(column, false, nullable);
            }
        }

        /** The columns of {@code table} for this key. Subqueries read values of other tables. */
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
        private static List<Field<?>> own(TableRef table, org.lode.model.Field field) {
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
        private static Field<?> below(TableRef table, Relation.Many list, Function<TableRef, Field<?>> figure) {
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

    /**
     * The condition for rows that come after a position in an order.
     *
     * <p>A row comparison where the order allows one, since PostgreSQL can start an index scan from it. Otherwise a chain of
     * alternatives behind a bound on the leading column, which an index scan can start from as well.
     */
    private static final class Keyset {
        private final List<SortColumn> keys;
        private final Function<SqlContext.Inputs, @Nullable List<@Nullable String>> position;
        private final List<@Nullable String> now;
        private final SqlContext context;

        Keyset(
                List<SortColumn> keys,
                Function<SqlContext.Inputs, @Nullable List<@Nullable String>> position,
                SqlContext context) {
            this.keys = keys;
            this.position = position;
            this.now = Objects.requireNonNull(position.apply(context.inputs()));
            this.context = context;
        }

        Condition condition() {
            return uniform() ? rowAfter() : leading().and(chain(0));
        }

        private boolean uniform() {
            return keys.stream().noneMatch(SortColumn::nullable)
                    && keys.stream().map(SortColumn::descending).distinct().count() == 1;
        }

        private Condition rowAfter() {
            Field<?>[] columns = keys.stream().map(SortColumn::column).toArray(Field[]::new);
            Field<?>[] values = new Field<?>[columns.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = value(i);
            }
            Condition after = keys.getFirst().descending()
                    ? DSL.row(columns).lt(DSL.row(values))
                    : DSL.row(columns).gt(DSL.row(values));
            return keys.getFirst().byPrefix() ? prefixBound().and(after) : after;
        }

        /** A bound on the prefix of the leading column, from which a scan of an index on prefixes can start. */
        private Condition prefixBound() {
            Field<String> column = prefix(keys.getFirst().column());
            Field<String> bound = prefix(value(0));
            return keys.getFirst().descending() ? column.le(bound) : column.ge(bound);
        }

        private Condition chain(int at) {
            Condition strictly = strictly(at);
            return at == keys.size() - 1 ? strictly : strictly.or(same(at).and(chain(at + 1)));
        }

        private Condition strictly(int at) {
            SortColumn key = keys.get(at);
            if (now.get(at) == null) {
                return key.nullsFirst() ? key.column().isNotNull() : DSL.falseCondition();
            }
            Condition beyond = beyond(at, /* inclusive= */ false);
            return key.nullable() && !key.nullsFirst() ? beyond.or(key.column().isNull()) : beyond;
        }

        private Condition same(int at) {
            return now.get(at) == null
                    ? keys.get(at).column().isNull()
                    : equal(at, keys.get(at).column());
        }

        private Condition leading() {
            SortColumn key = keys.getFirst();
            if (now.getFirst() == null) {
                return key.nullsFirst() ? DSL.noCondition() : key.column().isNull();
            }
            Condition from = key.byPrefix() ? prefixBound() : beyond(0, /* inclusive= */ true);
            return key.nullable() && !key.nullsFirst() ? from.or(key.column().isNull()) : from;
        }

        @SuppressWarnings("unchecked")
        private <T> Condition beyond(int at, boolean inclusive) {
            SortColumn key = keys.get(at);
            Field<T> column = (Field<T>) key.column();
            Field<T> bound = (Field<T>) value(at);
            if (key.descending()) {
                return inclusive ? column.le(bound) : column.lt(bound);
            }
            return inclusive ? column.ge(bound) : column.gt(bound);
        }

        @SuppressWarnings("unchecked")
        private <T> Condition equal(int at, Field<T> column) {
            return column.eq((Field<T>) value(at));
        }

        private Field<?> value(int at) {
            return context.value(
                    asked -> Objects.requireNonNull(position.apply(asked)).get(at),
                    keys.get(at).column().getDataType());
        }
    }
}

package org.lode.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jooq.Comparator;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.RowN;
import org.jooq.SortField;
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
            return nullable ? sorted(as, descending, nullsFirst) : descending ? as.desc() : as.asc();
        }
    }

    static SortField<?> sorted(Field<?> column, boolean descending, boolean nullsFirst) {
        SortField<?> sorted = descending ? column.desc() : column.asc();
        return nullsFirst ? sorted.nullsFirst() : sorted.nullsLast();
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

    public sealed interface Key {

        /** Its name in the {@code orderBy} argument: {@code NAME}, {@code COUNTRY_NAME}, {@code INVESTMENTS_USD_SUM}. */
        default String constant() {
            return switch (this) {
                case Own own -> own.field().name().toUpperCase(Locale.ROOT);
                case Related related ->
                    related.way().stream()
                                    .map(step -> Names.constant(step.name()) + "_")
                                    .collect(Collectors.joining())
                            + related.field().name().toUpperCase(Locale.ROOT);
                case Count count -> Names.constant(count.list().name()) + "_COUNT";
                case Figure of ->
                    Names.constant(of.list().name()) + "_"
                            + Names.constant(of.aggregate().name()) + "_" + of.statistic();
            };
        }

        /** A field of the row itself. */
        record Own(org.lode.model.Field field) implements Key {}

        /** A field of the record that references lead to, one after the other. */
        record Related(List<Relation.ToOne> way, org.lode.model.Field field) implements Key {}

        /** How many rows a list has. */
        record Count(Relation.Many list) implements Key {}

        /** What an aggregate of a list comes to. */
        record Figure(Relation.Many list, RecordKind.Aggregate aggregate, Totals.Statistic statistic) implements Key {}

        /**
         * A column of a statement.
         *
         * @param isLong whether it holds texts of any length
         * @param nullable whether it can be without a value
         */
        record Column(Field<?> column, boolean isLong, boolean nullable) {}

        /** The columns of {@code table} for this key. Subqueries read values of other tables. */
        default List<Column> columns(TableRef table) {
            return switch (this) {
                case Own own -> {
                    boolean isLong = own.field().type() == FieldType.TEXT;
                    yield own(table, own.field()).stream()
                            .map(column ->
                                    new Column(column, isLong, !own.field().required()))
                            .toList();
                }
                case Related related -> related(table, related);
                case Count count -> List.of(new Column(below(table, count.list(), rows -> DSL.count()), false, false));
                case Figure of -> {
                    Field<?> figure = below(
                            table, of.list(), rows -> AggregateQuery.figure(of.aggregate(), of.statistic(), rows));
                    yield List.of(new Column(figure, false, true));
                }
            };
        }

        /** A date is sorted by the first and then by the last day that it can mean. */
        private static List<Field<?>> own(TableRef table, org.lode.model.Field field) {
            return field.type() == FieldType.DATE
                    ? List.of(table.first(field), table.last(field))
                    : List.of(table.column(field));
        }

        private static List<Column> related(TableRef table, Related related) {
            Relation.ToOne first = related.way().getFirst();
            TableRef target = new TableRef(first.targets().getFirst(), "o0", table.sequence());
            Listing.Source end = new Listing.Source(
                    target, target.from(), target.is(table.text(first.field().name())));
            for (int i = 1; i < related.way().size(); i++) {
                String alias = "o" + i;
                end = end.to(related.way().get(i), next -> new TableRef(next, alias, table.sequence()));
            }
            Listing.Source rows = end;
            return own(rows.rows(), related.field()).stream()
                    .map(column -> new Column(
                            DSL.field(DSL.select(column).from(rows.from()).where(rows.where())), false, true))
                    .toList();
        }

        private static Field<?> below(TableRef table, Relation.Many list, Function<TableRef, Field<?>> figure) {
            TableRef rows = new TableRef(list.target(), "o0", table.sequence());
            Listing.Source below =
                    Listing.Source.below(list, rows, table.id(), pairs -> new TableRef(pairs, "o1", table.sequence()));
            return DSL.field(DSL.select(figure.apply(rows)).from(below.from()).where(below.where()));
        }
    }

    /**
     * The condition for rows that come after a position in an order.
     *
     * <p>A row comparison where the order allows one, since PostgreSQL can start an index scan from it. Otherwise a chain of
     * alternatives behind a bound on the leading column, which an index scan can start from as well.
     */
    private record Keyset(
            List<SortColumn> keys,
            Function<SqlContext.Inputs, @Nullable List<@Nullable String>> position,
            SqlContext context) {

        private List<@Nullable String> now() {
            return Objects.requireNonNull(position.apply(context.inputs()));
        }

        Condition condition() {
            return uniform() ? rowAfter() : leading().and(chain(0));
        }

        private boolean uniform() {
            return keys.stream().noneMatch(SortColumn::nullable)
                    && keys.stream().map(SortColumn::descending).distinct().count() == 1;
        }

        private Condition rowAfter() {
            RowN columns = DSL.row(keys.stream().map(SortColumn::column).toList());
            RowN values = DSL.row(IntStream.range(0, keys.size())
                    .<Field<?>>mapToObj(this::value)
                    .toList());
            Condition after = keys.getFirst().descending() ? columns.lt(values) : columns.gt(values);
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
            if (now().get(at) == null) {
                return key.nullsFirst() ? key.column().isNotNull() : DSL.falseCondition();
            }
            return orNull(key, compared(at, key.descending() ? Comparator.LESS : Comparator.GREATER));
        }

        private Condition same(int at) {
            return now().get(at) == null ? keys.get(at).column().isNull() : compared(at, Comparator.EQUALS);
        }

        private Condition leading() {
            SortColumn key = keys.getFirst();
            if (now().getFirst() == null) {
                return key.nullsFirst() ? DSL.noCondition() : key.column().isNull();
            }
            Comparator from = key.descending() ? Comparator.LESS_OR_EQUAL : Comparator.GREATER_OR_EQUAL;
            return orNull(key, key.byPrefix() ? prefixBound() : compared(0, from));
        }

        private static Condition orNull(SortColumn key, Condition condition) {
            return key.nullable() && !key.nullsFirst()
                    ? condition.or(key.column().isNull())
                    : condition;
        }

        @SuppressWarnings("unchecked")
        private <T> Condition compared(int at, Comparator by) {
            return ((Field<T>) keys.get(at).column()).compare(by, (Field<T>) value(at));
        }

        private Field<?> value(int at) {
            return context.value(
                    asked -> Objects.requireNonNull(position.apply(asked)).get(at),
                    keys.get(at).column().getDataType());
        }
    }
}

package org.lode.query;

import java.util.ArrayList;
import java.util.List;
import org.jooq.Field;
import org.jooq.SortField;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * A total order of rows: what was asked for, always ended by id.
 *
 * @param terms in order of weight, without the closing id
 */
public record Order(List<Term> terms) {
    /** How many characters of texts are indexed. */
    private static final int PREFIX = 200;

    /** One step of an order: upwards or downwards, and where rows without a value come. */
    public record Term(OrderKey by, boolean descending, boolean nullsFirst) {}

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
    List<Key> keys(TableRef table, boolean idDescending) {
        List<Key> keys = new ArrayList<>();
        for (Term term : terms) {
            for (OrderKey.Column column : term.by().columns(table)) {
                keys.add(new Key(
                        column.column(),
                        keys.isEmpty() && column.isLong(),
                        term.descending(),
                        term.nullsFirst(),
                        column.nullable()));
            }
        }
        keys.add(new Key(table.id(), false, idDescending, false, false));
        return keys;
    }

    /** What sorts by these columns. */
    static List<SortField<?>> sorted(List<Key> keys) {
        List<SortField<?>> sorted = new ArrayList<>();
        for (Key key : keys) {
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
    record Key(Field<?> column, boolean byPrefix, boolean descending, boolean nullsFirst, boolean nullable) {

        private SortField<?> sort(Field<?> as) {
            SortField<?> sorted = descending ? as.desc() : as.asc();
            if (!nullable) {
                return sorted;
            }
            return nullsFirst ? sorted.nullsFirst() : sorted.nullsLast();
        }
    }
}

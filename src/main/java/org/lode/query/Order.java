package org.lode.query;

import java.util.ArrayList;
import java.util.List;
import org.jooq.SortField;

/**
 * A total order of rows: what was asked for, always ended by id.
 *
 * @param terms in order of weight, without the closing id
 */
public record Order(List<Term> terms) {

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
                keys.add(new Key(column.column(), term.descending(), term.nullsFirst(), column.nullable()));
            }
        }
        keys.add(new Key(table.id(), idDescending, false, false));
        return keys;
    }

    /** One column of an order. */
    record Key(org.jooq.Field<?> column, boolean descending, boolean nullsFirst, boolean nullable) {

        SortField<?> sort(org.jooq.Field<?> as) {
            SortField<?> sorted = descending ? as.desc() : as.asc();
            if (!nullable) {
                return sorted;
            }
            return nullsFirst ? sorted.nullsFirst() : sorted.nullsLast();
        }
    }
}

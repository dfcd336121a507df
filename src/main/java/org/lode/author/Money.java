package org.lode.author;

import java.util.List;
import java.util.Optional;
import org.lode.model.Field;
import org.lode.model.Table;

/**
 * Where a table holds an amount of money.
 *
 * @param date the column that says when the amount was worth what it says
 * @param gap the column that says so when no source dates the amount
 * @param undated how that column's text then begins
 */
record Money(String date, String gap, String undated) {
    static final String AMOUNT = "amount";
    static final String CURRENCY = "currency";
    static final String QUALIFIER = "qualifier";
    static final String USD_AMOUNT = "usd_amount";
    static final String USD_RATE = "usd_rate_id";
    static final String MISSING_REASON = "missing_reason";
    static final String AGENCY_AMOUNT = "agency_amount";
    static final String AGENCY_SHARE = "agency_share_pct";
    static final String AGENCY_USD_AMOUNT = "agency_usd_amount";

    /** The money columns of a table; empty when it has none. */
    static Optional<Money> of(Table table) {
        List<String> names = table.fields().stream().map(Field::name).toList();
        if (!names.containsAll(List.of(AMOUNT, CURRENCY, USD_AMOUNT, USD_RATE))) {
            return Optional.empty();
        }
        return Optional.of(
                names.contains("value_date")
                        ? new Money("value_date", "value_date_basis", "NOT_REPORTED")
                        : new Money("date", "key", "undated-"));
    }

    /** Whether rows of a table tell which part of their amount is the agency's own. */
    static boolean hasAgencyPart(Table table) {
        return table.fields().stream().anyMatch(field -> field.name().equals(AGENCY_USD_AMOUNT));
    }

    /** Whether the row says in so many words that nobody dates its amount. */
    boolean saysUndated(Row row) {
        return row.text(gap).startsWith(undated);
    }
}

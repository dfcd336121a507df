package org.lode.author;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.model.PartialDate;
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
        List<String> names = table.columns();
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

    /** The yearly mean rates of a draft, and what an amount is in US dollars by them. */
    static final class UsdRates {
        private static final String DOLLAR = "USD";

        /** A rate: the id of its record and US dollars per unit. */
        record Rate(String id, BigDecimal usdPerUnit) {}

        /** An amount in US dollars, and the rate that gave it; no rate for what was in US dollars from the start. */
        record Usd(String amount, @Nullable String rateId) {}

        private final Map<String, NavigableMap<Integer, Rate>> rates = new HashMap<>();

        /** Takes the rates that can be read; others are reported by the rules on form. */
        static UsdRates of(Draft draft) {
            UsdRates rates = new UsdRates();
            DataPackage description = draft.description();
            for (Table table : description.tables()) {
                if (table.name().equals("fx_rates")) {
                    draft.rows(table).forEach(rates::add);
                }
            }
            return rates;
        }

        private void add(Row row) {
            try {
                rates.computeIfAbsent(row.text("currency"), currency -> new TreeMap<>())
                        .put(
                                Integer.valueOf(row.text("year")),
                                new Rate(row.text("id"), new BigDecimal(row.text("usd_per_unit"))));
            } catch (NumberFormatException e) {
                // Reported as a cell of the wrong form.
            }
        }

        /** Whether amounts in this currency can be converted at all. */
        boolean knows(String currency) {
            return currency.equals(DOLLAR) || rates.containsKey(currency);
        }

        /** The rate for a currency in the year of a date, or in the last year before that has one. */
        Optional<Rate> rate(String currency, String date) {
            int year = PartialDate.parse(date).first().getYear();
            NavigableMap<Integer, Rate> years = rates.getOrDefault(currency, new TreeMap<>());
            return Optional.ofNullable(years.floorEntry(year)).map(Map.Entry::getValue);
        }

        /** The row's amount in US dollars; empty when it has none or no rate is known. */
        Optional<Usd> usd(Row row, Money money) {
            String amount = row.get(Money.AMOUNT);
            String currency = row.get(Money.CURRENCY);
            String date = row.get(money.date());
            if (amount == null || currency == null) {
                return Optional.empty();
            }
            if (currency.equals(DOLLAR)) {
                return Optional.of(new Usd(amount, null));
            }
            return Optional.ofNullable(date)
                    .flatMap(day -> rate(currency, day))
                    .map(rate -> new Usd(converted(amount, rate), rate.id()));
        }

        /**
         * The agency's own part of the row's amount, in US dollars: from its own amount, else from its share, else the whole.
         * Empty when the amount has no US dollars.
         */
        Optional<String> agencyUsd(Row row, Money money) {
            return usd(row, money).map(usd -> {
                String own = row.get(Money.AGENCY_AMOUNT);
                String share = row.get(Money.AGENCY_SHARE);
                if (own != null) {
                    return usd.rateId() == null ? own : converted(own, rate(row, money));
                }
                return share == null
                        ? usd.amount()
                        : whole(new BigDecimal(usd.amount()).multiply(new BigDecimal(share).movePointLeft(2)));
            });
        }

        private Rate rate(Row row, Money money) {
            return rate(row.text(Money.CURRENCY), row.text(money.date())).orElseThrow();
        }

        private static String converted(String amount, Rate rate) {
            return whole(new BigDecimal(amount).multiply(rate.usdPerUnit()));
        }

        private static String whole(BigDecimal usd) {
            return usd.setScale(0, RoundingMode.HALF_UP).toPlainString();
        }
    }
}


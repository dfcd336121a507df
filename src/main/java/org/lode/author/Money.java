package org.lode.author;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lode.author.Draft.Row;
import org.lode.model.PartialDate;
import org.lode.model.Table;

/**
 * The columns of a table that has amounts of money, how amounts are converted into US dollars, and their rules.
 *
 * @param date the column with the date of the amount, which selects the rate
 * @param gap the column that states that no source dates the amount
 * @param undated the beginning of the text in that column
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

    /** Returns the money columns of a table; empty when it has none. */
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

    /** Returns whether the table has the part of an amount that is the agency's own. */
    static boolean hasAgencyPart(Table table) {
        return table.columns().contains(AGENCY_USD_AMOUNT);
    }

    /** Returns whether the row states that no source dates its amount. */
    boolean saysUndated(Row row) {
        return row.text(gap).startsWith(undated);
    }

    /** Converts amounts into US dollars by the yearly mean rates of a draft. */
    static final class UsdRates {
        private static final String DOLLAR = "USD";

        /** The id of a rate's record, and US dollars for one unit of the currency. */
        record Rate(String id, BigDecimal usdPerUnit) {}

        /** An amount in US dollars, and the id of its rate; null when the amount was in US dollars already. */
        record Usd(String amount, @Nullable String rateId) {}

        private final Map<String, NavigableMap<Integer, Rate>> rates = new HashMap<>();

        /** Takes the rates that can be read. */
        UsdRates(Draft draft) {
            draft.rows("fx_rates").forEach(this::add);
        }

        private void add(Row row) {
            try {
                rates.computeIfAbsent(row.text("currency"), currency -> new TreeMap<>())
                        .put(
                                Integer.valueOf(row.text("year")),
                                new Rate(row.text("id"), new BigDecimal(row.text("usd_per_unit"))));
            } catch (NumberFormatException e) {
                // TableRules reports the cell.
            }
        }

        /** Returns whether there is a rate of any year for this currency. */
        boolean knows(String currency) {
            return currency.equals(DOLLAR) || rates.containsKey(currency);
        }

        /** Returns the rate of the year of a date, or of the last year before it that has a rate. */
        Optional<Rate> rate(String currency, String date) {
            int year = PartialDate.parse(date).first().getYear();
            NavigableMap<Integer, Rate> years = rates.getOrDefault(currency, new TreeMap<>());
            return Optional.ofNullable(years.floorEntry(year)).map(Map.Entry::getValue);
        }

        /** Returns the row's amount in US dollars; empty without an amount or a rate. */
        Optional<Usd> usd(Row row, Money money) {
            String amount = row.get(AMOUNT);
            String currency = row.get(CURRENCY);
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
         * The agency's own part of the amount in US dollars: converted from its own amount, else from its share, else the whole.
         * Empty when the amount cannot be converted.
         */
        Optional<String> agencyUsd(Row row, Money money) {
            return usd(row, money).map(usd -> {
                String own = row.get(AGENCY_AMOUNT);
                String share = row.get(AGENCY_SHARE);
                if (own != null) {
                    return usd.rateId() == null ? own : converted(own, rate(row, money));
                }
                return share == null
                        ? usd.amount()
                        : whole(new BigDecimal(usd.amount()).multiply(new BigDecimal(share).movePointLeft(2)));
            });
        }

        private Rate rate(Row row, Money money) {
            return rate(row.text(CURRENCY), row.text(money.date())).orElseThrow();
        }

        private static String converted(String amount, Rate rate) {
            return whole(new BigDecimal(amount).multiply(rate.usdPerUnit()));
        }

        private static String whole(BigDecimal usd) {
            return usd.setScale(0, RoundingMode.HALF_UP).toPlainString();
        }
    }

    /**
     * An amount has a currency and a date, and a missing one a reason. US dollars are those that the rates give. Money that is not
     * agreed yet, or no longer, does not count in totals.
     */
    static final class MoneyRules extends Rules {
        private static final BigDecimal LEAST = new BigDecimal("0.2");
        private static final BigDecimal MOST = new BigDecimal("5");
        private static final String NO_RATE = "empty, as no rate applies";
        private static final Set<String> UNCOUNTED = Set.of("INDICATED", "CONDITIONAL", "CANCELLED");

        /** Pairs of columns that have a value both, or neither. */
        private static final Map<List<String>, String> PAIRS = Map.of(
                List.of(AMOUNT, "amount_role"), "a role when, and only when, there is an amount",
                List.of("paid_amount", "paid_as_of"), "a date when, and only when, there is a paid amount");

        private final UsdRates rates;

        MoneyRules(Draft draft, Consumer<Problem> report) {
            super(draft, report);
            this.rates = new UsdRates(draft);
        }

        @Override
        void check() {
            for (Table table : draft.description().tables()) {
                of(table)
                        .ifPresent(money -> draft.rows(table).forEach(row -> {
                            checkWhole(row, money);
                            checkPairs(table.columns(), row);
                            checkTotals(row);
                            try {
                                checkUsd(row, money);
                                checkAgencyUsd(row, money);
                            } catch (IllegalArgumentException e) {
                                // TableRules reports the cell.
                            }
                        }));
            }
        }

        private void checkWhole(Row row, Money money) {
            boolean none = !row.has(AMOUNT);
            require(none || row.has(CURRENCY), row, CURRENCY, "the currency of the amount");
            require(none || row.has(QUALIFIER), row, QUALIFIER, "how the source qualifies the amount");
            boolean dated = none || row.has(money.date()) || money.saysUndated(row);
            String date = "the date of the amount, or %s %s".formatted(money.gap(), money.undated());
            require(dated, row, money.date(), date);
            boolean known = none || !row.has(CURRENCY) || rates.knows(row.text(CURRENCY));
            expect(known, row, CURRENCY, "a currency that fx_rates has, as others give no US dollars");
        }

        private void checkPairs(List<String> columns, Row row) {
            boolean reason = columns.contains(MISSING_REASON) && row.has(AMOUNT) == row.has(MISSING_REASON);
            require(!reason, row, MISSING_REASON, "a reason when, and only when, there is no amount");
            PAIRS.forEach((pair, expected) -> {
                boolean both = row.has(pair.getFirst()) == row.has(pair.getLast());
                require(both || !columns.containsAll(pair), row, pair.getLast(), expected);
            });
            boolean qualified = row.has("interest_qualifier") && !row.has("interest_pct");
            require(!qualified, row, "interest_qualifier", "empty, as there is no interest");
        }

        private void checkTotals(Row row) {
            String counted = row.text("count_in_totals");
            boolean explained = !counted.equals("false") || row.has("count_note");
            require(explained, row, "count_note", "why the amount is left out of totals");
            boolean agreed = !counted.equals("true") || !UNCOUNTED.contains(row.text("stage"));
            require(agreed, row, "count_in_totals", "false, as the stage is " + row.text("stage"));
        }

        private void checkUsd(Row row, Money money) {
            Optional<UsdRates.Usd> usd = rates.usd(row, money);
            String amount = usd.map(UsdRates.Usd::amount).orElse("");
            String rate = usd.map(UsdRates.Usd::rateId).orElse("");
            if (row.has(USD_AMOUNT) && !row.text(USD_AMOUNT).equals(amount)) {
                problem(row, USD_AMOUNT, amount.isEmpty() ? NO_RATE : expected(row, amount));
            }
            require(
                    !row.has(USD_RATE) || row.text(USD_RATE).equals(rate),
                    row,
                    USD_RATE,
                    rate.isEmpty() ? NO_RATE : rate);
        }

        private void checkAgencyUsd(Row row, Money money) {
            String own = row.get(AGENCY_AMOUNT);
            boolean more = own != null && new BigDecimal(own).compareTo(new BigDecimal(row.text(AMOUNT))) > 0;
            require(!more, row, AGENCY_AMOUNT, "at most the amount, " + row.text(AMOUNT));
            String given = row.get(AGENCY_USD_AMOUNT);
            String derived = rates.agencyUsd(row, money).orElse("");
            boolean right = given == null || given.equals(derived);
            require(right, row, AGENCY_USD_AMOUNT, derived.isEmpty() ? NO_RATE : derived);
        }

        private static String expected(Row row, String amount) {
            BigDecimal given = new BigDecimal(row.text(USD_AMOUNT));
            BigDecimal right = new BigDecimal(amount);
            boolean near = given.compareTo(right.multiply(LEAST)) >= 0 && given.compareTo(right.multiply(MOST)) <= 0;
            return near ? amount : amount + "; it is not even within 0.2 to 5 times the rate of the year";
        }
    }
}

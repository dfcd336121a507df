package org.lode.author;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.lode.author.Money.UsdRates;
import org.lode.model.Table;

/**
 * An amount has a currency and a date, and a missing one a reason. US dollars are those that the rates give. Money that is not
 * agreed yet, or no longer, does not count in totals.
 */
final class MoneyRules {
    private static final BigDecimal LEAST = new BigDecimal("0.2");
    private static final BigDecimal MOST = new BigDecimal("5");
    private static final Set<String> UNCOUNTED = Set.of("INDICATED", "CONDITIONAL", "CANCELLED");

    /** Columns of which both are filled in, or neither. */
    private record Pair(String first, String second, String expected) {}

    private static final List<Pair> PAIRS = List.of(
            new Pair(Money.AMOUNT, "amount_role", "a role when, and only when, there is an amount"),
            new Pair("paid_amount", "paid_as_of", "a date when, and only when, there is a paid amount"));

    private final Draft draft;
    private final UsdRates rates;
    private final Consumer<Problem> report;

    MoneyRules(Draft draft, Consumer<Problem> report) {
        this.draft = draft;
        this.rates = UsdRates.of(draft);
        this.report = report;
    }

    void check() {
        for (Table table : draft.description().tables()) {
            Money.of(table)
                    .ifPresent(money -> draft.rows(table).forEach(row -> {
                        checkWhole(row, money);
                        checkGap(table, row);
                        checkPairs(table, row);
                        checkTotals(row);
                        checkCurrency(row);
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
        if (row.has(Money.AMOUNT) && !row.has(Money.CURRENCY)) {
            report.accept(row.problem(Money.CURRENCY, "the currency of the amount"));
        }
        if (row.has(Money.AMOUNT) && !row.has(Money.QUALIFIER)) {
            report.accept(row.problem(Money.QUALIFIER, "how the source qualifies the amount"));
        }
        if (row.has(Money.AMOUNT) && !row.has(money.date()) && !money.saysUndated(row)) {
            report.accept(row.problem(
                    money.date(), "the date of the amount, or %s %s".formatted(money.gap(), money.undated())));
        }
    }

    private void checkTotals(Row row) {
        if (row.text("count_in_totals").equals("false") && !row.has("count_note")) {
            report.accept(row.problem("count_note", "why the amount is left out of totals"));
        }
        if (row.text("count_in_totals").equals("true") && UNCOUNTED.contains(row.text("stage"))) {
            report.accept(row.problem("count_in_totals", "false, as the stage is " + row.text("stage")));
        }
    }

    private void checkPairs(Table table, Row row) {
        List<String> columns = table.columns();
        PAIRS.stream()
                .filter(pair -> columns.contains(pair.first()) && columns.contains(pair.second()))
                .filter(pair -> row.has(pair.first()) != row.has(pair.second()))
                .forEach(pair -> report.accept(row.problem(pair.second(), pair.expected())));
        if (row.has("interest_qualifier") && !row.has("interest_pct")) {
            report.accept(row.problem("interest_qualifier", "empty, as there is no interest"));
        }
    }

    private void checkCurrency(Row row) {
        if (row.has(Money.AMOUNT) && row.has(Money.CURRENCY) && !rates.knows(row.text(Money.CURRENCY))) {
            report.accept(row.warning(Money.CURRENCY, "a currency that fx_rates has, as others give no US dollars"));
        }
    }

    private void checkGap(Table table, Row row) {
        if (table.columns().contains(Money.MISSING_REASON)
                && row.has(Money.AMOUNT) == row.has(Money.MISSING_REASON)) {
            report.accept(row.problem(Money.MISSING_REASON, "a reason when, and only when, there is no amount"));
        }
    }

    private void checkUsd(Row row, Money money) {
        Optional<UsdRates.Usd> usd = rates.usd(row, money);
        String given = row.get(Money.USD_AMOUNT);
        if (given != null && !given.equals(usd.map(UsdRates.Usd::amount).orElse(""))) {
            report.accept(row.problem(
                    Money.USD_AMOUNT, usd.map(derived -> expected(row, derived)).orElse("empty, as no rate applies")));
        }
        if (row.has(Money.USD_RATE)
                && !row.text(Money.USD_RATE)
                        .equals(usd.map(UsdRates.Usd::rateId).orElse(""))) {
            report.accept(
                    row.problem(Money.USD_RATE, usd.map(UsdRates.Usd::rateId).orElse("empty, as no rate applies")));
        }
    }

    private void checkAgencyUsd(Row row, Money money) {
        if (row.has(Money.AGENCY_AMOUNT)
                && new BigDecimal(row.text(Money.AGENCY_AMOUNT)).compareTo(new BigDecimal(row.text(Money.AMOUNT)))
                        > 0) {
            report.accept(row.problem(Money.AGENCY_AMOUNT, "at most the amount, " + row.text(Money.AMOUNT)));
        }
        String given = row.get(Money.AGENCY_USD_AMOUNT);
        String derived = rates.agencyUsd(row, money).orElse("");
        if (given != null && !given.equals(derived)) {
            report.accept(
                    row.problem(Money.AGENCY_USD_AMOUNT, derived.isEmpty() ? "empty, as no rate applies" : derived));
        }
    }

    private static String expected(Row row, UsdRates.Usd usd) {
        BigDecimal given = new BigDecimal(row.text(Money.USD_AMOUNT));
        BigDecimal right = new BigDecimal(usd.amount());
        boolean near = given.compareTo(right.multiply(LEAST)) >= 0 && given.compareTo(right.multiply(MOST)) <= 0;
        return near ? usd.amount() : usd.amount() + "; it is not even within 0.2 to 5 times the rate of the year";
    }
}

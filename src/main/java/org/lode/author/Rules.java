package org.lode.author;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lode.author.Draft.Row;
import org.lode.model.PartialDate;

/** Rules for the tables of a draft. A cell that is not of its form counts as none: {@link TableRules} reports it. */
abstract class Rules {
    final Draft draft;
    private final Consumer<Problem> report;

    Rules(Draft draft, Consumer<Problem> report) {
        this.draft = draft;
        this.report = report;
    }

    /** Reports what breaks these rules. */
    abstract void check();

    void problem(Row row, String column, String expected) {
        report.accept(row.problem(column, expected));
    }

    /** Reports a warning with another value than the text of the cell. */
    void warning(Row row, String column, String value, String expected) {
        report.accept(row.warning(column, value, expected));
    }

    /** Reports a problem unless the rule holds. */
    void require(boolean holds, Row row, String column, String expected) {
        if (!holds) {
            problem(row, column, expected);
        }
    }

    /** Reports a warning unless the rule holds. */
    void expect(boolean holds, Row row, String column, String expected) {
        if (!holds) {
            warning(row, column, row.text(column), expected);
        }
    }

    /** Returns the record that a cell names; null when there is none. */
    @Nullable
    Row named(Row row, String column) {
        return row.has(column) ? draft.record(row.text(column)) : null;
    }

    static Optional<BigDecimal> number(Row row, String column) {
        return Optional.ofNullable(row.get(column)).flatMap(text -> parsed(text, BigDecimal::new));
    }

    static Optional<PartialDate> date(Row row, String column) {
        return Optional.ofNullable(row.get(column)).flatMap(text -> parsed(text, PartialDate::parse));
    }

    /** Returns what can be made of cells; empty when one is not of its form. */
    static <T, R> Optional<R> parsed(T cells, Function<T, R> parse) {
        try {
            return Optional.of(parse.apply(cells));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static <K> Map<K, List<Row>> grouped(List<Row> rows, Function<Row, K> key) {
        return rows.stream().collect(Collectors.groupingBy(key, LinkedHashMap::new, Collectors.toList()));
    }

    /** Passes on each row with the key of an earlier row, behind the first row that has it. */
    static void repeated(List<Row> rows, Function<Row, ?> key, BiConsumer<Row, Row> found) {
        Map<Object, Row> seen = new HashMap<>();
        for (Row row : rows) {
            Row first = seen.putIfAbsent(key.apply(row), row);
            if (first != null) {
                found.accept(first, row);
            }
        }
    }
}

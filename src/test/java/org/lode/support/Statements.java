package org.lode.support;

import io.r2dbc.proxy.core.QueryExecutionInfo;
import io.r2dbc.proxy.core.QueryInfo;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The SQL statements that the Lode under test ran to answer requests. */
public final class Statements {
    private static final List<String> EXECUTED = new CopyOnWriteArrayList<>();

    private Statements() {}

    /** Forgets all that ran until now. */
    public static void reset() {
        EXECUTED.clear();
    }

    /** The SQL of each statement since the last reset, in the order in which they began. */
    public static List<String> executed() {
        return List.copyOf(EXECUTED);
    }

    /** How many read data: which releases there are is asked only while the database does not tell of new ones. */
    public static int reading() {
        return (int) EXECUTED.stream()
                .filter(sql -> !sql.contains("from release where sequence >"))
                .count();
    }

    static void record(QueryExecutionInfo execution) {
        execution.getQueries().stream().map(QueryInfo::getQuery).forEach(EXECUTED::add);
    }
}

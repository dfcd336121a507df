package org.lode.support;

import io.r2dbc.proxy.ProxyConnectionFactory;
import io.r2dbc.proxy.core.QueryExecutionInfo;
import io.r2dbc.proxy.core.QueryInfo;
import io.r2dbc.spi.ConnectionFactory;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.beans.factory.config.BeanPostProcessor;

/** Records the SQL statements that one Lode under test runs to answer requests; other Lodes have their own. */
public final class Statements implements BeanPostProcessor {
    private final List<Consumer<String>> recorders = new CopyOnWriteArrayList<>();

    /**
     * The result of an action and the SQL that ran meanwhile.
     *
     * @param executed the statements in the order in which they began
     */
    public record Run<T>(T result, List<String> executed) {

        /** Counts the statements that read data, which a poll for new releases does not. */
        public int reading() {
            return (int) executed.stream()
                    .filter(sql -> !sql.contains("from release where sequence >"))
                    .count();
        }
    }

    /** Runs an action and records all statements of this Lode until the action ends. */
    public <T> Run<T> during(Supplier<T> action) {
        Queue<String> executed = new ConcurrentLinkedQueue<>();
        Consumer<String> recorder = executed::add;
        recorders.add(recorder);
        try {
            T result = action.get();
            return new Run<>(result, List.copyOf(executed));
        } finally {
            recorders.remove(recorder);
        }
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof ConnectionFactory connections
                ? ProxyConnectionFactory.builder(connections)
                        .onBeforeQuery(this::record)
                        .build()
                : bean;
    }

    private void record(QueryExecutionInfo execution) {
        for (Consumer<String> recorder : recorders) {
            execution.getQueries().stream().map(QueryInfo::getQuery).forEach(recorder);
        }
    }
}

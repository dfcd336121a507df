package org.lode.watch;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.PoolMetrics;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Wrapped;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * How many connections answer, wait, and are waited for.
 *
 * <p>Boot has the same in a module that would bring Spring's whole support for R2DBC and transactions along.
 */
@Component
final class PoolGauges implements MeterBinder {
    private final ConnectionFactory connections;

    PoolGauges(ConnectionFactory connections) {
        this.connections = connections;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        pool().flatMap(ConnectionPool::getMetrics).ifPresent(pool -> {
            gauge(registry, pool, "acquired", "Connections that answer requests.", PoolMetrics::acquiredSize);
            gauge(registry, pool, "idle", "Open connections that wait for work.", PoolMetrics::idleSize);
            gauge(registry, pool, "pending", "Requests that wait for a connection.", PoolMetrics::pendingAcquireSize);
            gauge(registry, pool, "max", "Connections that can be open.", PoolMetrics::getMaxAllocatedSize);
        });
    }

    private static void gauge(
            MeterRegistry registry, PoolMetrics pool, String name, String tells, ToIntFunction<PoolMetrics> value) {
        Gauge.builder("lode.pool." + name, pool, value::applyAsInt)
                .description(tells)
                .register(registry);
    }

    /** The pool itself, also where something is wrapped around it. */
    private Optional<ConnectionPool> pool() {
        @Nullable
        ConnectionPool pool = connections instanceof Wrapped<?> wrapped ? wrapped.unwrap(ConnectionPool.class) : null;
        return Optional.ofNullable(pool);
    }
}

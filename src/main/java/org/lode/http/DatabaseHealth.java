package org.lode.http;

import java.time.Duration;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.lode.query.ReadStore;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Whether a connection of the pool answers within two seconds. Why it does not, the log of requests tells, not this. */
@Component("databaseHealthIndicator")
final class DatabaseHealth implements ReactiveHealthIndicator {
    /** Less than what those who ask usually wait for. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Query PING = DSL.resultQuery("select 1");

    private final ReadStore store;

    DatabaseHealth(ReadStore store) {
        this.store = store;
    }

    @Override
    public Mono<Health> health() {
        return store.read(PING, row -> Health.up().build())
                .single()
                .timeout(PATIENCE)
                .onErrorReturn(Health.down().build());
    }
}

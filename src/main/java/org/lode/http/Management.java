package org.lode.http;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jooq.impl.DSL;
import org.lode.query.ReadStore;
import org.lode.release.Releases;
import org.lode.store.ReleaseStore;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Mono;

/** The endpoints of the management port: health of the database and of the releases, and the version of the program. */
@Configuration(proxyBeanMethods = false)
class Management {
    /** Less than what those who ask usually wait for. */
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** Whether a connection of the pool answers in time. The log has the reason of a failure; the endpoint does not. */
    @Bean
    ReactiveHealthIndicator databaseHealthIndicator(ReadStore store) {
        return () -> inTime(
                store.read(DSL.resultQuery("select 1"), row -> Health.up().build())
                        .single());
    }

    /** Which release "latest" means here and now. */
    @Bean
    ReactiveHealthIndicator releaseHealthIndicator(ReleaseStore store) {
        return () -> inTime(store.current()
                .map(Releases::latest)
                .map(latest -> Health.up()
                        .withDetail("sequence", latest.sequence())
                        .withDetail("version", latest.version())
                        .withDetail("root", latest.root())
                        .build()));
    }

    private static Mono<Health> inTime(Mono<Health> health) {
        return health.timeout(TIMEOUT).onErrorReturn(Health.down().build());
    }

    @Bean
    InfoContributor programInfo() {
        String version =
                Objects.requireNonNullElse(Management.class.getPackage().getImplementationVersion(), "unpackaged");
        return info -> info.withDetail("lode", Map.of("version", version));
    }

    /**
     * Hides all other routes on the management port.
     *
     * <p>The context of that port is a child of Lode's own, so it finds the routes of its parent, the public ones too.
     */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    WebFilter managementRoutesOnly(ApplicationContext own, WebEndpointProperties endpoints) {
        return (exchange, chain) -> {
            if (own.equals(exchange.getApplicationContext())
                    || exchange.getRequest().getPath().value().startsWith(endpoints.getBasePath())) {
                return chain.filter(exchange);
            }
            exchange.getResponse().setStatusCode(HttpStatus.NOT_FOUND);
            return exchange.getResponse().setComplete();
        };
    }
}

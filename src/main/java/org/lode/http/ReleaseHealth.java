package org.lode.http;

import org.lode.release.Release;
import org.lode.release.Releases;
import org.lode.store.ReleaseStore;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Which release "latest" means here and now. */
@Component("releaseHealthIndicator")
final class ReleaseHealth implements ReactiveHealthIndicator {
    private final ReleaseStore store;

    ReleaseHealth(ReleaseStore store) {
        this.store = store;
    }

    @Override
    public Mono<Health> health() {
        return store.current()
                .map(Releases::latest)
                .map(ReleaseHealth::up)
                .timeout(DatabaseHealth.PATIENCE)
                .onErrorReturn(Health.down().build());
    }

    private static Health up(Release latest) {
        return Health.up()
                .withDetail("sequence", latest.sequence())
                .withDetail("version", latest.version())
                .withDetail("root", latest.root())
                .build();
    }
}

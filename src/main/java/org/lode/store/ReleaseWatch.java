package org.lode.store;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.lode.release.Releases;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/**
 * Has the database tell of every release that is published there, by whichever node, so that no operation need ask.
 *
 * <p>As long as the database cannot tell (it is away, or it is a replica), every operation asks, and somebody asks every second
 * for those who wait to be told.
 */
@Component
final class ReleaseWatch implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(ReleaseWatch.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Notifications notifications;
    private final ReleaseStore store;
    private @Nullable Disposable running;

    ReleaseWatch(Notifications notifications, ReleaseStore store) {
        this.notifications = notifications;
        this.store = store;
    }

    @Override
    public void start() {
        running = told().doOnError(lost -> LOG.debug("the database does not tell of new releases", lost))
                // Operations ask from here on, until it tells again.
                .doFinally(end -> store.told(false))
                .onErrorResume(lost -> store.read().onErrorComplete().thenMany(Flux.empty()))
                .repeatWhen(ends -> ends.delayElements(AGAIN))
                .subscribe();
    }

    /** Each release read as it is told of, and once before, since one may have come while nobody listened. */
    private Flux<Releases> told() {
        return notifications
                .on(ReleaseStore.CHANNEL)
                .concatMap(told -> store.read().doOnNext(known -> store.told(true)));
    }

    @Override
    public void stop() {
        if (running != null) {
            running.dispose();
            running = null;
        }
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }
}

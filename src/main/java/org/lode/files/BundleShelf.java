package org.lode.files;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.lode.model.Unavailable;
import org.lode.release.Notices;
import org.lode.release.Releases;
import org.lode.store.NoticeStore;
import org.lode.store.ReleaseStore;
import org.lode.store.StoredManifest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The bundles of releases. A bundle is made at its first request, once for all requests, and one at a time.
 *
 * <p>Bundles are kept on the disk. Redacted records are gone from there within a minute, also without a request.
 */
@Component
public final class BundleShelf implements DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(BundleShelf.class);
    private static final Duration TIDY = Duration.ofSeconds(30);
    private static final int KNOWN = 256;

    /** The longest that a stop waits for a bundle that is being made. */
    private static final int PATIENCE_SECONDS = 10;

    /** What is run from a workbench has no version, and another run may write otherwise. */
    private static final String PROGRAM = Objects.requireNonNullElseGet(
                    BundleShelf.class.getPackage().getImplementationVersion(),
                    () -> UUID.randomUUID().toString())
            + "\n" + Bindery.WRITING;

    private final Bindery bindery;
    private final BundleFolder folder;
    private final BundleSettings settings;
    private final Sources sources;
    private final AsyncCache<BundleKey, Bundle> known =
            Caffeine.newBuilder().maximumSize(KNOWN).buildAsync();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("lode-bundles").factory());
    private final Scheduler scheduler = Schedulers.fromExecutorService(thread);

    /** Reads what the key of a bundle depends on. */
    @Component
    record Sources(ReleaseStore releases, NoticeStore.Reader notices, Description description) {

        Mono<BundleKey> key(StoredManifest release) {
            return Mono.zip(notices.read(), releases.current())
                    .map(now -> key(
                            release.sha256(),
                            release.sequence(),
                            now.getT1(),
                            now.getT2().repairs()));
        }

        /** What was made of damaged rows is made again after their repair. */
        private BundleKey key(String manifestSha256, int sequence, Notices told, int repairs) {
            String writer = repairs == 0 ? PROGRAM : PROGRAM + "~" + repairs;
            return BundleKey.of(manifestSha256, sequence, told, description, writer);
        }

        /** The keys of all releases, as far as this node was told. */
        Mono<List<BundleKey>> keys() {
            return releases.current()
                    .map(now -> now.entries().stream()
                            .map(Releases.Entry::release)
                            .map(release ->
                                    key(release.manifestSha256(), release.sequence(), now.notices(), now.repairs()))
                            .toList());
        }

        List<String> versions() {
            return Objects.requireNonNull(releases.current().block()).allVersions();
        }
    }

    BundleShelf(Bindery bindery, BundleFolder folder, BundleSettings settings, Sources sources) {
        this.bindery = bindery;
        this.folder = folder;
        this.settings = settings;
        this.sources = sources;
        scheduler.schedulePeriodically(this::tidy, TIDY.toSeconds(), TIDY.toSeconds(), TimeUnit.SECONDS);
    }

    /** The bundle of a release without what was redacted; fails when it cannot be made now. */
    public Mono<Bundle> of(StoredManifest release) {
        return sources.key(release)
                .flatMap(key -> known(release, key)
                        .filter(bundle -> isThere(key, bundle))
                        .switchIfEmpty(Mono.defer(() -> of(release))));
    }

    /** Forgets a failed attempt before its failure goes out, so that the next request makes a new attempt. */
    private Mono<Bundle> known(StoredManifest release, BundleKey key) {
        return Mono.defer(() -> {
            CompletableFuture<Bundle> made =
                    known.get(key, (asked, threads) -> make(release, asked).toFuture());
            return Mono.fromFuture(made, true)
                    .doOnError(failure -> known.asMap().remove(key, made));
        });
    }

    /** Notes that it is used; one whose folder is gone is forgotten. */
    private boolean isThere(BundleKey key, Bundle bundle) {
        try {
            BundleFolder.used(bundle);
            return true;
        } catch (IOException gone) {
            LOG.debug("{} is gone", bundle.folder(), gone);
            known.synchronous().invalidate(key);
            return false;
        }
    }

    private Mono<Bundle> make(StoredManifest release, BundleKey key) {
        return Mono.fromCallable(() -> folder.find(key).orElse(null))
                .switchIfEmpty(Mono.fromCallable(() -> folder.make(key, writer -> {
                    Notices told =
                            Objects.requireNonNull(sources.notices().read().block());
                    bindery.bind(release, told, sources.versions(), writer);
                    if (!key.equals(sources.key(release).block())) {
                        throw new Unavailable("a notice of the release came just now (expected: try again)");
                    }
                })))
                .subscribeOn(scheduler)
                .onErrorMap(IOException.class, failure -> {
                    if (!thread.isShutdown()) {
                        LOG.error("the files of release {} cannot be made: {}", release.version(), failure.toString());
                    }
                    return new Unavailable(
                            "the files of release %s cannot be written now (expected: try again later; its manifest, delta and full files can be had)"
                                    .formatted(release.version()),
                            failure);
                });
    }

    private void tidy() {
        try {
            folder.tidy(
                    Objects.requireNonNull(sources.keys().block()),
                    settings.size().toBytes());
        } catch (IOException e) {
            if (!thread.isShutdown()) {
                LOG.warn("files of releases cannot be tidied up: {}", e.toString());
            }
        } catch (RuntimeException e) {
            LOG.debug("files of releases are tidied up later", e);
        }
    }

    /** Interrupts what is being made, which leaves nothing behind, and waits for its end: the database closes after this. */
    @Override
    public void destroy() throws InterruptedException {
        thread.shutdownNow();
        if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("the making of bundles does not end");
        }
    }
}

package org.lode.files;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lode.model.Failure.Unavailable;
import org.lode.model.Sha256;
import org.lode.release.Notice;
import org.lode.release.Notices;
import org.lode.release.Releases;
import org.lode.store.ManifestStore.StoredManifest;
import org.lode.store.NoticeStore;
import org.lode.store.ReleaseStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The bundles of releases. A bundle is made at its first request, once for all requests, and one at a time.
 *
 * <p>Bundles are kept on the disk. Redacted records are gone from there within a minute, also without a request.
 */
@Component
public final class BundleCache implements DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(BundleCache.class);
    private static final Duration TIDY = Duration.ofSeconds(30);
    private static final int KNOWN = 256;

    /** The longest that a stop waits for a bundle that is being made. */
    private static final int PATIENCE_SECONDS = 10;

    /** The version of the program. A build without one gets a name of its own, since another build may write otherwise. */
    private static final String PROGRAM = Objects.requireNonNullElseGet(
                    BundleCache.class.getPackage().getImplementationVersion(),
                    () -> UUID.randomUUID().toString())
            + "\n" + BundleBuilder.FORMAT_VERSION;

    private final BundleBuilder builder;
    private final BundleFolder folder;
    private final Settings settings;
    private final ReleaseStore releases;
    private final NoticeStore.Reader notices;
    private final Description description;
    private final AsyncCache<Key, Bundle> known =
            Caffeine.newBuilder().maximumSize(KNOWN).buildAsync();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("lode-bundles").factory());
    private final Scheduler scheduler = Schedulers.fromExecutorService(thread);

    /**
     * The files that are made of releases and kept in the data folder.
     *
     * @param size size of the files of releases that are kept in the data folder; the least recently used are deleted
     *     beyond it
     */
    @ConfigurationProperties("lode.bundles")
    record Settings(@DefaultValue("2GB") DataSize size) {}

    BundleCache(
            BundleBuilder builder,
            BundleFolder folder,
            Settings settings,
            ReleaseStore releases,
            NoticeStore.Reader notices,
            Description description) {
        this.builder = builder;
        this.folder = folder;
        this.settings = settings;
        this.releases = releases;
        this.notices = notices;
        this.description = description;
        scheduler.schedulePeriodically(this::tidy, TIDY.toSeconds(), TIDY.toSeconds(), TimeUnit.SECONDS);
    }

    /** Returns the bundle of a release without what was redacted; fails when it cannot be made now. */
    public Mono<Bundle> of(StoredManifest release) {
        return key(release)
                .flatMap(key -> known(release, key)
                        .filter(bundle -> isThere(key, bundle))
                        .switchIfEmpty(Mono.defer(() -> of(release))));
    }

    private Mono<Key> key(StoredManifest release) {
        return Mono.zip(
                notices.read(),
                releases.current(),
                (read, known) -> key(release.sha256(), release.sequence(), read, known.repairs()));
    }

    /** A bundle that was made of damaged rows gets another key after their repair. */
    private Key key(String manifestSha256, int sequence, Notices now, int repairs) {
        String program = repairs == 0 ? PROGRAM : PROGRAM + "~" + repairs;
        return Key.of(manifestSha256, sequence, now, description, program);
    }

    /** Forgets a failed attempt before its failure goes out, so that the next request makes a new attempt. */
    private Mono<Bundle> known(StoredManifest release, Key key) {
        return Mono.defer(() -> {
            CompletableFuture<Bundle> made =
                    known.get(key, (missing, threads) -> make(release, missing).toFuture());
            return Mono.fromFuture(made, true)
                    .doOnError(failure -> known.asMap().remove(key, made));
        });
    }

    /** Notes that a bundle is used. Forgets one whose folder is gone. */
    private boolean isThere(Key key, Bundle bundle) {
        try {
            BundleFolder.used(bundle);
            return true;
        } catch (IOException gone) {
            LOG.debug("{} is gone", bundle.folder(), gone);
            known.synchronous().invalidate(key);
            return false;
        }
    }

    private Mono<Bundle> make(StoredManifest release, Key key) {
        return Mono.fromCallable(() -> folder.find(key).orElse(null))
                .switchIfEmpty(Mono.fromCallable(() -> folder.make(key, writer -> {
                    Notices current = Objects.requireNonNull(notices.read().block());
                    List<String> versions =
                            Objects.requireNonNull(releases.current().block()).allVersions();
                    builder.build(release, current, versions, writer);
                    if (!key.equals(key(release).block())) {
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
            Releases now = Objects.requireNonNull(releases.current().block());
            List<Key> current = now.entries().stream()
                    .map(Releases.Entry::release)
                    .map(release -> key(release.manifestSha256(), release.sequence(), now.notices(), now.repairs()))
                    .toList();
            folder.tidy(current, settings.size().toBytes());
        } catch (IOException e) {
            if (!thread.isShutdown()) {
                LOG.warn("files of releases cannot be tidied up: {}", e.toString());
            }
        } catch (RuntimeException e) {
            LOG.debug("files of releases are tidied up later", e);
        }
    }

    /** Interrupts the bundle that is being made, which leaves nothing behind. Waits for its end: the database closes next. */
    @Override
    public void destroy() throws InterruptedException {
        thread.shutdownNow();
        if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("the making of bundles does not end");
        }
    }

    /**
     * What the bytes of a bundle depend on, and the name of its folder.
     *
     * @param release the first digits of the hash of the manifest
     * @param redactions how many records had been redacted
     * @param writing the first digits of the hash of all else
     */
    record Key(String release, int redactions, String writing) {
        private static final int DIGITS = 32;
        private static final Pattern NAME = Pattern.compile("([0-9a-f]{32})-([0-9]{1,9})-([0-9a-f]{32})");

        /**
         * Returns the key of a release.
         *
         * @param notices those until now: files have no redacted records, and say that their release was withdrawn
         * @param program names the build that writes the files
         */
        static Key of(String manifestSha256, int sequence, Notices notices, Description description, String program) {
            List<String> redacted = notices.all().stream()
                    .filter(Notice.Redaction.class::isInstance)
                    .map(notice -> line(notices, notice))
                    .toList();
            String withdrawn = notices.withdrawal(sequence)
                    .map(notice -> line(notices, notice))
                    .orElse("");
            String all = String.join("\n", program, description.sha256(), String.join("\n", redacted), withdrawn);
            return new Key(digits(manifestSha256), redacted.size(), digits(Sha256.hexOf(all)));
        }

        private static String line(Notices notices, Notice notice) {
            return notices.lines().get(notice.n() - 1);
        }

        private static String digits(String hash) {
            return hash.substring(0, DIGITS);
        }

        /** Returns the key that a folder is named by; nothing for any other folder. */
        static Optional<Key> parse(String name) {
            Matcher form = NAME.matcher(name);
            return form.matches()
                    ? Optional.of(new Key(form.group(1), Integer.parseInt(form.group(2)), form.group(3)))
                    : Optional.empty();
        }

        /** Whether this key is of the same release, with more in it or written otherwise. */
        boolean isBefore(Key current) {
            return release.equals(current.release) && redactions <= current.redactions && !equals(current);
        }

        @Override
        public String toString() {
            return release + "-" + redactions + "-" + writing;
        }
    }
}

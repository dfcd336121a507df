package org.lode.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.lode.model.Failure.Unavailable;
import org.lode.release.Notices;
import org.lode.store.ManifestStore;
import org.lode.store.ManifestStore.StoredManifest;
import org.lode.store.NoticeStore;
import org.lode.store.ReleaseStore;
import org.lode.support.FreshDataFolder;
import org.lode.support.LodeTest;
import org.springframework.http.MediaType;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** Lode writes bundles once, completely and everywhere the same, and deletes them. */
@LodeTest
class BundleMakingTests {
    private static final BundleCache.Key KEY = new BundleCache.Key("0".repeat(32), 0, "1".repeat(32));

    private final BundleBuilder builder;
    private final ReleaseStore releases;
    private final NoticeStore.Reader notices;
    private final StoredManifest newest;
    private final Path place = FreshDataFolder.make();
    private final BundleFolder folder = new BundleFolder(place.resolve("bundles"));

    BundleMakingTests(
            BundleBuilder builder, ReleaseStore releases, NoticeStore.Reader notices, ManifestStore.Reader manifests) {
        this.builder = builder;
        this.releases = releases;
        this.notices = notices;
        this.newest = Objects.requireNonNull(releases.current()
                .flatMap(known -> manifests.of(known.latest()))
                .block());
    }

    @AfterEach
    void delete() {
        FreshDataFolder.delete(place);
    }

    @Test
    void everyMakingGivesTheSameBytes() throws IOException {
        Bundle one = folder.make(KEY, writer -> builder.build(newest, Notices.NONE, versions(), writer));
        Bundle other = new BundleFolder(place.resolve("others"))
                .make(KEY, writer -> builder.build(newest, Notices.NONE, versions(), writer));
        assertThat(other.files()).isEqualTo(one.files());
        assertThat(one.files().stream().map(Bundle.File::name))
                .containsExactlyInAnyOrderElementsOf(builder.names(newest.version()));
        try (Stream<Path> left = Files.list(one.folder())) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .contains("lode.sqlite")
                    .allMatch(name -> List.of("data", "flat", "files.json").contains(name)
                            || one.find(name).isPresent());
        }
        assertThat(folder.find(KEY)).contains(one);
        Files.delete(one.folder().resolve("lode.sqlite"));
        assertThat(folder.find(KEY)).isEmpty();
    }

    @Test
    void manyRequestsMakeItOnce() throws InterruptedException {
        BundleCache cache = cache();
        List<Bundle> bundles = Objects.requireNonNull(Flux.range(0, 8)
                .flatMap(n -> cache.of(newest).subscribeOn(Schedulers.boundedElastic()))
                .collectList()
                .block());
        cache.destroy();
        // Each making, and each look at the disk, has another object as its result.
        assertThat(bundles).hasSize(8).allSatisfy(bundle -> assertThat(bundle).isSameAs(bundles.getFirst()));
    }

    @Test
    void aDiskThatCannotBeWrittenIsReported() throws IOException, InterruptedException {
        Files.writeString(place.resolve("bundles"), "in the way");
        BundleCache cache = cache();
        assertThatThrownBy(() -> cache.of(newest).block())
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("cannot be written now");
        Files.delete(place.resolve("bundles"));
        assertThat(Objects.requireNonNull(cache.of(newest).block()).files()).isNotEmpty();
        cache.destroy();
    }

    @Test
    void aFailureLeavesNothingBehind() throws IOException {
        assertThatThrownBy(() -> folder.make(KEY, writer -> {
                    writer.write("a", MediaType.TEXT_PLAIN, "a");
                    throw new IOException("no room");
                }))
                .hasMessage("no room");
        assertThat(names()).isEmpty();
        assertThat(folder.find(KEY)).isEmpty();
    }

    @Test
    void aDamagedBundleIsNotUsed() throws IOException {
        for (Damage damage : List.<Damage>of(
                bundle -> Files.writeString(bundle.resolve("data/a"), "b"),
                bundle -> Files.delete(bundle.resolve("data/a")),
                bundle -> Files.delete(bundle.resolve("files.json")),
                bundle -> Files.writeString(bundle.resolve("files.json"), "[{\"name\":"))) {
            Bundle made = small(KEY);
            assertThat(folder.find(KEY)).contains(made);
            damage.to(made.folder());
            assertThat(folder.find(KEY)).isEmpty();
            assertThat(made.folder()).doesNotExist();
        }
    }

    @FunctionalInterface
    private interface Damage {
        void to(Path bundle) throws IOException;
    }

    @Test
    void onlyObsoleteBundlesGo() throws IOException {
        BundleCache.Key redacted = new BundleCache.Key(KEY.release(), 1, "2".repeat(32));
        BundleCache.Key later = new BundleCache.Key(KEY.release(), 2, "3".repeat(32));
        BundleCache.Key foreign = new BundleCache.Key("f".repeat(32), 0, "1".repeat(32));
        for (BundleCache.Key key : List.of(KEY, redacted, later, foreign)) {
            small(key);
        }
        Path left = Files.createDirectory(place.resolve("bundles/unfinished-1"));
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        Files.createDirectory(place.resolve("bundles/unfinished-2"));
        folder.tidy(List.of(redacted), Long.MAX_VALUE);
        assertThat(names())
                .containsExactlyInAnyOrder(redacted.toString(), later.toString(), foreign.toString(), "unfinished-2");
    }

    @Test
    void theLeastRecentlyUsedGoWhenAllAreTooLarge() throws IOException {
        Map<BundleCache.Key, Integer> hours =
                new TreeMap<>((one, other) -> one.release().compareTo(other.release()));
        for (int i = 0; i < 4; i++) {
            hours.put(new BundleCache.Key(String.valueOf(i).repeat(32), 0, "1".repeat(32)), i);
        }
        for (Map.Entry<BundleCache.Key, Integer> each : hours.entrySet()) {
            Bundle bundle = small(each.getKey());
            Files.setLastModifiedTime(
                    bundle.folder(), FileTime.from(Instant.now().minus(Duration.ofHours(each.getValue() * 2))));
        }
        folder.tidy(List.of(), Long.MAX_VALUE);
        assertThat(names()).hasSize(4);
        folder.tidy(List.of(), 1);
        assertThat(names()).containsExactly(hours.keySet().iterator().next().toString());
    }

    private Bundle small(BundleCache.Key key) throws IOException {
        return folder.make(key, writer -> writer.write("data/a", MediaType.TEXT_PLAIN, "a"));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(place.resolve("bundles"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private List<String> versions() {
        return Objects.requireNonNull(releases.current().block()).allVersions();
    }

    private BundleCache cache() {
        return new BundleCache(
                builder,
                folder,
                new BundleCache.Settings(DataSize.ofGigabytes(1)),
                releases,
                notices,
                Description.bundled());
    }
}

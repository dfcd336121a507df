package org.lode.files;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.lode.model.Sha256;
import org.lode.release.Manifest;
import org.lode.release.Notices;
import org.lode.store.StoredManifest;
import org.springframework.http.MediaType;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The hashes of a release's files, for {@code sha256sum -c}. Each is worked out once, by reading the file as others would. */
public final class Checksums {
    public static final String FILE = "SHA256SUMS";
    private static final int KEPT = 64;

    private final Tables tables;
    private final AsyncCache<Key, List<BundleFile>> kept =
            Caffeine.newBuilder().maximumSize(KEPT).buildAsync();

    public Checksums(Tables tables) {
        this.tables = tables;
    }

    private record Key(String manifestSha256, boolean derived, int notices) {}

    /** The file; with each redaction it is another one. */
    public Mono<OriginFile> file(StoredManifest release, Notices notices, Bundle bundle) {
        return all(release, notices, bundle).map(files -> {
            byte[] bytes = text(files).getBytes(StandardCharsets.UTF_8);
            return new OriginFile(
                    MediaType.TEXT_PLAIN,
                    Sha256.hex(Sha256.of(bytes)),
                    bytes.length,
                    false,
                    Optional.of(release.version()),
                    Flux.just(bytes));
        });
    }

    private static String text(List<BundleFile> files) {
        return files.stream().map(BundleFile::sum).collect(Collectors.joining());
    }

    /** Every file of a release but buckets and this one. */
    public Mono<List<BundleFile>> all(StoredManifest release, Notices notices, Bundle bundle) {
        Key key = new Key(release.sha256(), release.derived(), notices.count());
        return Mono.fromFuture(
                        () -> kept.get(
                                key,
                                (asked, threads) -> proved(release, notices).toFuture()),
                        true)
                .map(proved -> {
                    List<BundleFile> all = new ArrayList<>(proved);
                    all.addAll(bundle.files());
                    return all;
                });
    }

    /** Manifest, delta and full files. */
    private Mono<List<BundleFile>> proved(StoredManifest release, Notices notices) {
        BundleFile manifest =
                new BundleFile(Manifest.FILE, release.bytes().length, release.sha256(), MediaType.APPLICATION_JSON);
        Flux<BundleFile> deltas = Flux.defer(() -> {
            if (release.derived()) {
                return Flux.empty();
            }
            Manifest.Content delta = Deltas.proved(release, notices);
            return Flux.just(new BundleFile(delta.path(), delta.bytes(), delta.sha256(), OriginFile.LINES));
        });
        Flux<BundleFile> full = Flux.fromIterable(release.manifest().types())
                .concatMap(type -> tables.full(release, type)
                        .flatMap(file -> hash(file)
                                .map(hash ->
                                        new BundleFile("full/" + type + ".jsonl", file.bytes(), hash, file.type()))));
        return Flux.concat(Flux.just(manifest), deltas, full).collectList();
    }

    private static Mono<String> hash(OriginFile file) {
        return Mono.defer(() -> {
            MessageDigest digest = Sha256.digest();
            return file.content().doOnNext(digest::update).then(Mono.fromSupplier(() -> Sha256.hex(digest.digest())));
        });
    }
}

package org.lode.export;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.lode.release.Manifest;
import org.lode.release.Notices;
import org.lode.release.Sha256;
import org.springframework.http.MediaType;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The hashes of a release's files, for {@code sha256sum -c}. Each is worked out once, by reading the file as others would. */
final class Checksums {
    static final String FILE = "SHA256SUMS";
    private static final int KEPT = 64;

    private final Tables tables;
    private final AsyncCache<Key, String> kept =
            Caffeine.newBuilder().maximumSize(KEPT).buildAsync();

    Checksums(Tables tables) {
        this.tables = tables;
    }

    private record Key(String manifestSha256, boolean derived, int notices) {}

    Mono<OriginFile> file(StoredManifest release, Notices notices) {
        Key key = new Key(release.sha256(), release.derived(), notices.count());
        return Mono.fromFuture(
                        () -> kept.get(
                                key, (asked, threads) -> text(release, notices).toFuture()),
                        true)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .map(bytes -> OriginFile.lasting(
                        MediaType.TEXT_PLAIN, release, Sha256.hex(Sha256.of(bytes)), bytes.length, Flux.just(bytes)));
    }

    private Mono<String> text(StoredManifest release, Notices notices) {
        Flux<String> deltas = Flux.defer(() -> {
            if (release.derived()) {
                return Flux.empty();
            }
            Manifest.Content delta = Deltas.proved(release, notices);
            return Flux.just(line(delta.sha256(), delta.path()));
        });
        Flux<String> full = Flux.fromIterable(release.manifest().types())
                .concatMap(type -> tables.full(release, type)
                        .flatMap(Checksums::hash)
                        .map(hash -> line(hash, "full/" + type + ".jsonl")));
        return Flux.concat(Flux.just(line(release.sha256(), "manifest.json")), deltas, full)
                .reduce("", String::concat);
    }

    private static Mono<String> hash(OriginFile file) {
        return Mono.defer(() -> {
            MessageDigest digest = Sha256.digest();
            return file.content().doOnNext(digest::update).then(Mono.fromSupplier(() -> Sha256.hex(digest.digest())));
        });
    }

    private static String line(String hash, String file) {
        return hash + "  " + file + "\n";
    }
}

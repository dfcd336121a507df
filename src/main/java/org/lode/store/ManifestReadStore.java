package org.lode.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.HexFormat;
import java.util.Objects;
import org.jooq.impl.DSL;
import org.lode.query.ReadStore;
import org.lode.release.Release;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The manifests that this database holds. The last that were asked for are kept, since none ever changes. */
@Component
public final class ManifestReadStore {
    private static final int KEPT = 32;

    private final ReadStore store;
    private final Cache<String, StoredManifest> kept =
            Caffeine.newBuilder().maximumSize(KEPT).build();

    ManifestReadStore(ReadStore store) {
        this.store = store;
    }

    /** The manifest of a release that this database holds. */
    public Mono<StoredManifest> of(Release release) {
        StoredManifest known = kept.getIfPresent(release.manifestSha256());
        return known == null ? read(release) : Mono.just(known);
    }

    private Mono<StoredManifest> read(Release release) {
        return store.read(
                        DSL.resultQuery(
                                "select manifest::text, manifest_sha256, derived from release where sequence = {0}",
                                DSL.val(release.sequence())),
                        row -> StoredManifest.of(
                                Objects.requireNonNull(row.get(0, String.class)),
                                HexFormat.of().formatHex(Objects.requireNonNull(row.get(1, byte[].class))),
                                Boolean.TRUE.equals(row.get(2, Boolean.class))))
                .single()
                .doOnNext(this::keep);
    }

    /** One whose delta is still awaited will read otherwise when it is there. */
    private void keep(StoredManifest read) {
        if (!read.derived()) {
            kept.put(read.sha256(), read);
        }
    }
}

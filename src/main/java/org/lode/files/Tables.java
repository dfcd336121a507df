package org.lode.files;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.model.RecordKind;
import org.lode.model.Sha256;
import org.lode.release.TableRoot;
import org.lode.store.BodyStore;
import org.lode.store.Chunks;
import org.lode.store.StoredManifest;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** All records of a type, or those of one bucket, as a file of one release. */
@Component
public final class Tables {
    private final BodyStore store;
    private final DataPackage description;

    Tables(BodyStore store, DataPackage description) {
        this.store = store;
        this.description = description;
    }

    /** The file of a type; fails when the release has no such type. */
    public Mono<OriginFile> full(StoredManifest release, String type) {
        return file(release, table(release, type), null);
    }

    /** The file of one bucket of a type; fails when the release has no such type, or no bucket is called so. */
    public Mono<OriginFile> bucket(StoredManifest release, String type, String bucket) {
        TableRoot table = table(release, type);
        if (!bucket.matches("[0-9a-f]{2}")) {
            throw NoFile.missing("bucket", bucket, "00 to ff");
        }
        SortedMap<String, String> only = new TreeMap<>(table.buckets());
        only.keySet().retainAll(Collections.singleton(bucket));
        return file(release, TableRoot.of(type, table.rows(), only), Integer.parseInt(bucket, 16));
    }

    private static TableRoot table(StoredManifest release, String type) {
        return release.manifest()
                .table(type)
                .orElseThrow(() -> NoFile.missing(
                        "type",
                        type,
                        "one of " + String.join(", ", release.manifest().types())));
    }

    /** @param proof the buckets that there must be, with their hashes, and no other */
    private Mono<OriginFile> file(StoredManifest release, TableRoot proof, @Nullable Integer bucket) {
        RecordKind kind = description
                .type(proof.type())
                .orElseThrow(() -> NoFile.missing("type", proof.type(), "a type that this server knows"));
        BodyStore.Part part = new BodyStore.Part(proof.type(), kind.name(), release.sequence(), bucket);
        Flux<byte[]> content = Chunks.bytes(Bodies.lines(store.bodies(part), proof));
        return store.extent(part).map(extent -> {
            long bytes = Bodies.bytes(proof.type(), extent);
            return OriginFile.lasting(
                    OriginFile.LINES,
                    release,
                    name(proof, bucket, extent.redacted()),
                    bytes,
                    HeldTo.length(content, release.version() + " " + proof.type(), bytes));
        });
    }

    /** The hash that proves the lines; redactions change the lines and not the hash. */
    private static String name(TableRoot proof, @Nullable Integer bucket, long redacted) {
        String none = Sha256.hex(Sha256.of());
        String hash = bucket == null ? proof.root() : proof.buckets().getOrDefault(TableRoot.name(bucket), none);
        return redacted == 0 ? hash : hash + "-r" + redacted;
    }
}

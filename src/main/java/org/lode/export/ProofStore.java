package org.lode.export;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.r2dbc.spi.Readable;
import java.util.Objects;
import java.util.Optional;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.lode.failure.DatasetDamaged;
import org.lode.kind.RecordKind;
import org.lode.query.ReadStore;
import org.lode.release.InclusionProof;
import org.lode.release.Manifest;
import org.lode.release.RecordKey;
import org.lode.release.ReleaseReader;
import org.lode.release.Sha256;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads what proofs are made of: the records of one bucket, and manifests. */
@Component
final class ProofStore {
    /** Manifests hold thousands of hashes, and most proofs are of the newest release. */
    private static final int MANIFESTS_KEPT = 8;

    /** All of one bucket as it was in one release, redacted records too; the body of one record alone. */
    private static final String BUCKET = """
            select r.id, r.row_hash,
                   case when r.id = {4} and not r.redacted then (select body from leaf where hash = r.row_hash) end
            from (
              select id, row_hash, false as redacted from {0}
              where bucket = {2} and from_seq <= {3} and to_seq > {3}
              union all
              select id, row_hash, true from redacted
              where type = {1} and bucket = {2} and from_seq <= {3} and to_seq > {3}
            ) r order by r.id collate "C"
            """;

    private final ReadStore store;
    private final Cache<Integer, Manifest> manifests =
            Caffeine.newBuilder().maximumSize(MANIFESTS_KEPT).build();

    ProofStore(ReadStore store) {
        this.store = store;
    }

    /** The proof of a record; nothing when the release does not hold it. */
    Mono<InclusionProof> proof(RecordKind kind, String id, int sequence) {
        RecordKey key = new RecordKey(kind.type(), id);
        return bucket(kind, key, sequence)
                .collectList()
                .filter(bucket -> bucket.stream().anyMatch(entry -> entry.id().equals(id)))
                .flatMap(bucket -> manifest(sequence)
                        .mapNotNull(manifest ->
                                InclusionProof.of(manifest, key, bucket).orElse(null)))
                // Clients know no such code. The log names the record.
                .onErrorMap(DatasetDamaged.class, damaged -> new IllegalStateException(damaged.getMessage()));
    }

    private Flux<InclusionProof.Entry> bucket(RecordKind kind, RecordKey key, int sequence) {
        Query query = DSL.resultQuery(
                BUCKET,
                DSL.table(DSL.name(kind.name())),
                DSL.val(key.type()),
                DSL.val((short) key.bucket()),
                DSL.val(sequence),
                DSL.val(key.id()));
        return store.read(query, ProofStore::entry);
    }

    private static InclusionProof.Entry entry(Readable row) {
        return new InclusionProof.Entry(
                Objects.requireNonNull(row.get(0, String.class)),
                Sha256.hex(Objects.requireNonNull(row.get(1, byte[].class))),
                row.get(2, String.class));
    }

    private Mono<Manifest> manifest(int sequence) {
        return Mono.justOrEmpty(Optional.ofNullable(manifests.getIfPresent(sequence)))
                .switchIfEmpty(Mono.defer(() -> read(sequence)));
    }

    private Mono<Manifest> read(int sequence) {
        Query query = DSL.resultQuery("select manifest::text from release where sequence = {0}", DSL.val(sequence));
        return store.read(query, row -> ReleaseReader.stored(Objects.requireNonNull(row.get(0, String.class))))
                .next()
                .doOnNext(manifest -> manifests.put(sequence, manifest));
    }
}

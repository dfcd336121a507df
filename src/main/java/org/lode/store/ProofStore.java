package org.lode.store;

import io.r2dbc.spi.Readable;
import java.util.Objects;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.lode.model.DatasetDamaged;
import org.lode.model.RecordKind;
import org.lode.model.Sha256;
import org.lode.query.ReadStore;
import org.lode.release.InclusionProof;
import org.lode.release.RecordKey;
import org.lode.release.Release;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Proves records: reads one bucket as it was in a release, and the manifest. */
@Component
public final class ProofStore {
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
    private final ManifestStore.Reader manifests;

    ProofStore(ReadStore store, ManifestStore.Reader manifests) {
        this.store = store;
        this.manifests = manifests;
    }

    /** The proof of a record; nothing when the release does not hold it. */
    public Mono<InclusionProof> proof(RecordKind kind, String id, Release release) {
        RecordKey key = new RecordKey(kind.type(), id);
        return bucket(kind, key, release.sequence())
                .collectList()
                .filter(bucket -> bucket.stream().anyMatch(entry -> entry.id().equals(id)))
                .flatMap(bucket -> manifests
                        .of(release)
                        .mapNotNull(stored -> InclusionProof.of(stored.manifest(), key, bucket)
                                .orElse(null)))
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
}

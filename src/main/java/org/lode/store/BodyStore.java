package org.lode.store;

import io.r2dbc.spi.Readable;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Name;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.RecordKind;
import org.lode.query.ReadStore;
import org.lode.release.InclusionProof;
import org.lode.release.Leaf;
import org.lode.release.RecordKey;
import org.lode.release.Release;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The canonical bodies of records as a release holds them, and proofs that it holds them. */
@Component
public final class BodyStore {
    private final ReadStore store;
    private final ManifestStore.Reader manifests;

    BodyStore(ReadStore store, ManifestStore.Reader manifests) {
        this.store = store;
        this.manifests = manifests;
    }

    /**
     * Some records of a release.
     *
     * @param table the table of their type
     * @param bucket only those of this bucket; null for all
     */
    public record Part(
            String type,
            String table,
            int sequence,
            @Nullable Integer bucket) {
        /** Holds for the rows of this part, in the table of the type and in {@code redacted}. */
        private Condition valid() {
            Condition valid = DSL.condition("from_seq <= {0} and to_seq > {0}", DSL.val(sequence));
            return bucket == null ? valid : valid.and("bucket = {0}", DSL.val(bucket));
        }

        private Name name() {
            return DSL.name(table);
        }
    }

    /**
     * The size of a part.
     *
     * @param bytes bytes of its lines, without those of redacted records
     * @param redacted the number of redacted records
     * @param redactedIds bytes of their ids
     */
    public record Extent(long bytes, long redacted, long redactedIds) {}

    /** Reads the size of a part. */
    public Mono<Extent> extent(Part part) {
        Query query = DSL.resultQuery("""
                select (select coalesce(sum(octet_length(l.body) + 1), 0)::bigint
                        from (select row_hash from {0} where {1}) t join leaf l on l.hash = t.row_hash),
                       count(*), coalesce(sum(octet_length(id)), 0)::bigint
                from redacted where type = {2} and {1}
                """, part.name(), part.valid(), DSL.val(part.type()));
        Function<Readable, Extent> extent = row -> new Extent(
                Columns.get(row, 0, Long.class), Columns.get(row, 1, Long.class), Columns.get(row, 2, Long.class));
        return store.read(query, extent).single();
    }

    /** One record; its body is null when it was redacted. */
    public record Body(
            RecordKey key,
            int bucket,
            String hash,
            @Nullable String body) {}

    /** Reads the records of a part in the order of ids. Fails at one whose content does not have its hash. */
    public Flux<Body> bodies(Part part) {
        return Chunks.rows(last -> {
            String after = last.map(body -> body.key().id()).orElse("");
            Query page = DSL.resultQuery(
                    """
                    select t.id, t.bucket, t.row_hash, l.body, t.redacted
                    from ((select id, bucket, row_hash, false as redacted from {0}
                           where {1} and id > {2} order by id limit {3})
                          union all
                          (select id, bucket, row_hash, true from redacted
                           where type = {4} and {1} and id > {2} order by id limit {3})) t
                         left join leaf l on l.hash = t.row_hash
                    order by t.id limit {3}
                    """, part.name(), part.valid(), DSL.val(after), DSL.val(Chunks.ROWS), DSL.val(part.type()));
            return store.read(page, row -> body(row, part.type())).collectList();
        });
    }

    private static Body body(Readable row, String type) {
        RecordKey key = new RecordKey(type, Columns.text(row, 0));
        String hash = Columns.hex(row, 2);
        boolean redacted = Columns.get(row, 4, Boolean.class);
        String body = redacted ? null : row.get(3, String.class);
        if (!redacted && (body == null || !Leaf.ofBody(key, body).hash().equals(hash))) {
            throw new DatasetDamaged(
                    "%s in the database: another content, or none (expected: content %s)".formatted(key, hash));
        }
        return new Body(key, Columns.whole(row, 1), hash, body);
    }

    /** Proves a record from its bucket and the manifest, with the body of this record alone; empty when the release does not hold it. */
    public Mono<InclusionProof> proof(RecordKind kind, String id, Release release) {
        RecordKey key = new RecordKey(kind.type(), id);
        Part part = new Part(kind.type(), kind.name(), release.sequence(), key.bucket());
        Query query = DSL.resultQuery("""
                select r.id, r.row_hash,
                       case when r.id = {3} and not r.redacted then (select body from leaf where hash = r.row_hash) end
                from (select id, row_hash, false as redacted from {0} where {1}
                      union all
                      select id, row_hash, true from redacted where type = {2} and {1}) r
                order by r.id collate "C"
                """, part.name(), part.valid(), DSL.val(part.type()), DSL.val(id));
        Function<Readable, InclusionProof.Entry> entry =
                row -> new InclusionProof.Entry(Columns.text(row, 0), Columns.hex(row, 1), row.get(2, String.class));
        return store.read(query, entry)
                .collectList()
                .filter(bucket -> bucket.stream().anyMatch(held -> held.id().equals(id)))
                .flatMap(bucket -> manifests
                        .of(release)
                        .mapNotNull(stored -> InclusionProof.of(stored.manifest(), key, bucket)
                                .orElse(null)))
                // Clients have no code for damage. The log names the record.
                .onErrorMap(DatasetDamaged.class, damaged -> new IllegalStateException(damaged.getMessage()));
    }
}

package org.lode.store;

import io.r2dbc.spi.Readable;
import java.util.HexFormat;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.Name;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.lode.model.DatasetDamaged;
import org.lode.query.ReadStore;
import org.lode.release.Leaf;
import org.lode.release.RecordKey;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The canonical bodies of all records of a type, as one release holds them, in the order of ids. */
@Component
public final class BodyStore {
    private final ReadStore store;

    BodyStore(ReadStore store) {
        this.store = store;
    }

    /**
     * Which records are meant.
     *
     * @param bucket only those of this bucket; null for all
     */
    public record Part(
            String type,
            String table,
            int sequence,
            @Nullable Integer bucket) {
        /** True for the rows of this part; the same rule for tables of records and for what was redacted. */
        private Condition valid() {
            Condition valid = DSL.condition("from_seq <= {0} and to_seq > {0}", DSL.val(sequence));
            return bucket == null ? valid : valid.and("bucket = {0}", DSL.val(bucket));
        }

        private Name name() {
            return DSL.name(table);
        }
    }

    /**
     * How much a part is.
     *
     * @param bytes of its lines, but for those that stand for redacted records
     * @param redacted how many these are
     * @param redactedIds characters of their ids
     */
    public record Extent(long bytes, long redacted, long redactedIds) {}

    /** How much there is of a part, and how much of it was redacted. */
    public Mono<Extent> extent(Part part) {
        Query query = DSL.resultQuery("""
                select (select coalesce(sum(octet_length(l.body) + 1), 0)::bigint
                        from (select row_hash from {0} where {1}) t join leaf l on l.hash = t.row_hash),
                       count(*), coalesce(sum(octet_length(id)), 0)::bigint
                from redacted where type = {2} and {1}
                """, part.name(), part.valid(), DSL.val(part.type()));
        return store.read(query, row -> new Extent(count(row, 0), count(row, 1), count(row, 2)))
                .single();
    }

    /**
     * One record.
     *
     * @param body null when it was redacted
     */
    public record Body(
            RecordKey key,
            int bucket,
            String hash,
            @Nullable String body) {}

    /** The records of a part; fails at one whose content is not what its hash says. */
    public Flux<Body> bodies(Part part) {
        return Chunks.rows(last -> store.read(
                        page(part, last.map(body -> body.key().id()).orElse("")), row -> body(row, part.type()))
                .collectList());
    }

    private static Query page(Part part, String after) {
        return DSL.resultQuery(
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
    }

    private static Body body(Readable row, String type) {
        RecordKey key = new RecordKey(type, Objects.requireNonNull(row.get(0, String.class)));
        int bucket = Objects.requireNonNull(row.get(1, Integer.class));
        String hash = HexFormat.of().formatHex(Objects.requireNonNull(row.get(2, byte[].class)));
        if (Boolean.TRUE.equals(row.get(4, Boolean.class))) {
            return new Body(key, bucket, hash, null);
        }
        String body = row.get(3, String.class);
        if (body == null || !Leaf.ofBody(key, body).hash().equals(hash)) {
            throw new DatasetDamaged(
                    "%s in the database: another content, or none (expected: content %s)".formatted(key, hash));
        }
        return new Body(key, bucket, hash, body);
    }

    private static long count(Readable row, int at) {
        return Objects.requireNonNull(row.get(at, Long.class));
    }
}

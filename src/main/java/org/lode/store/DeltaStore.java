package org.lode.store;

import io.r2dbc.spi.Readable;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.query.ReadStore;
import org.lode.release.Cause;
import org.lode.release.Leaf;
import org.lode.release.Op;
import org.lode.release.Reason;
import org.lode.release.RecordKey;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The operations of each release, in their order. */
@Component
public final class DeltaStore {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final ReadStore store;

    DeltaStore(ReadStore store) {
        this.store = store;
    }

    /**
     * One operation.
     *
     * @param redacted whether the content of the record was taken away, so that the operation has none
     */
    public record Numbered(int n, Op op, boolean redacted) {}

    /** What a release changed; fails at an operation whose content is not what its hash says. */
    public Flux<Numbered> ops(int sequence) {
        return Portions.rows(last -> store.read(
                        page(sequence, last.map(Numbered::n).orElse(0)), DeltaStore::numbered)
                .collectList());
    }

    private static Query page(int sequence, int after) {
        return DSL.resultQuery("""
                select c.n, c.op, c.type, c.id, c.into_id, c.before_hash, c.after_hash, c.reason, c.note,
                       jsonb_path_query_array(c.changed, '$[*].path')::text, l.body,
                       exists (select from redacted r where r.type = c.type and r.id = c.id)
                from change_log c left join leaf l on l.hash = c.after_hash
                where c.seq = {0} and c.n > {1} order by c.n limit {2}
                """, DSL.val(sequence), DSL.val(after), DSL.val(Portions.ROWS));
    }

    private static Numbered numbered(Readable row) {
        boolean redacted = Boolean.TRUE.equals(row.get(11, Boolean.class));
        int n = Objects.requireNonNull(row.get(0, Integer.class));
        return new Numbered(n, op(row, redacted), redacted);
    }

    private static Op op(Readable row, boolean redacted) {
        RecordKey key = new RecordKey(text(row, 2), text(row, 3));
        Cause cause = new Cause(Reason.valueOf(text(row, 7)), row.get(8, String.class));
        return switch (text(row, 1)) {
            case "ADD" -> new Op.Add(after(row, key, redacted), cause);
            case "MOD" -> new Op.Mod(hash(row, 5), after(row, key, redacted), changed(text(row, 9)), cause);
            case "DEL" -> new Op.Del(key, hash(row, 5), cause);
            case "MERGE" -> new Op.Merge(key, hash(row, 5), text(row, 4), cause);
            default -> throw damaged(key, text(row, 1), "ADD, MOD, DEL or MERGE");
        };
    }

    private static Leaf after(Readable row, RecordKey key, boolean redacted) {
        String hash = hash(row, 6);
        if (redacted) {
            return Leaf.redacted(key, hash);
        }
        String body = row.get(10, String.class);
        Leaf leaf = body == null ? null : Leaf.ofBody(key, body);
        if (leaf == null || !leaf.hash().equals(hash)) {
            throw damaged(key, leaf == null ? "no content" : "content " + leaf.hash(), "content " + hash);
        }
        return leaf;
    }

    private static List<String> changed(String json) {
        return StreamSupport.stream(JSON.readTree(json).spliterator(), false)
                .map(JsonNode::asString)
                .toList();
    }

    private static DatasetDamaged damaged(RecordKey key, String found, String expected) {
        return new DatasetDamaged("%s in the database: %s (expected: %s)".formatted(key, found, expected));
    }

    private static String hash(Readable row, int at) {
        return HexFormat.of().formatHex(Objects.requireNonNull(row.get(at, byte[].class)));
    }

    private static String text(Readable row, int at) {
        return Objects.requireNonNull(row.get(at, String.class));
    }
}

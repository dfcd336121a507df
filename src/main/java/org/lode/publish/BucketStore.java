package org.lode.publish;

import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.inline;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.lode.kind.RecordKind;
import org.lode.release.Op;
import org.lode.release.Sha256;
import org.lode.release.TableRoot;
import org.lode.release.TreeHash;

/** The hashes of the live rows. */
final class BucketStore {
    private final DSLContext sql;

    BucketStore(DSLContext sql) {
        this.sql = sql;
    }

    /** The table's hash after these operations: the touched buckets from the rows as they now stand, the others as before. */
    TableRoot after(RecordKind kind, TableRoot before, List<Op> ops) {
        SortedMap<String, String> buckets = new TreeMap<>(before.buckets());
        ops.forEach(op -> buckets.remove(TableRoot.name(op.key().bucket())));
        hashes(kind, ops).forEach((bucket, rows) -> buckets.put(bucket, Sha256.hex(TreeHash.over(rows))));
        long added = ops.stream().filter(op -> op.before() == null).count();
        long gone = ops.stream().filter(op -> op.after() == null).count();
        return TableRoot.of(kind.type(), (int) (before.rows() + added - gone), buckets);
    }

    private SortedMap<String, List<byte[]>> hashes(RecordKind kind, List<Op> ops) {
        Short[] touched =
                ops.stream().map(op -> (short) op.key().bucket()).distinct().toArray(Short[]::new);
        SortedMap<String, List<byte[]>> hashes = new TreeMap<>();
        sql.select(RecordRowStore.BUCKET, RecordRowStore.ROW_HASH)
                .from(DSL.table(DSL.name(kind.name())))
                .where(RecordRowStore.TO_SEQ.eq(inline(RecordRowStore.OPEN)), RecordRowStore.BUCKET.eq(any(touched)))
                .orderBy(RecordRowStore.BUCKET, RecordRowStore.ID.collate(DSL.collation("C")))
                .forEach(row -> hashes.computeIfAbsent(TableRoot.name(row.value1()), bucket -> new ArrayList<>())
                        .add(row.value2()));
        return hashes;
    }
}

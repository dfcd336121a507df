package org.lode.store;

import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.inline;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jooq.Condition;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Record2;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.lode.model.RecordKind;
import org.lode.model.Sha256;
import org.lode.release.MerkleTree;
import org.lode.release.Roots.TableRoot;

/** The hashes of the live rows. */
final class BucketStore {
    private final DSLContext sql;

    BucketStore(DSLContext sql) {
        this.sql = sql;
    }

    /** The table's hash after operations: the touched buckets from the rows as they now stand, the others as before. */
    TableRoot after(RecordKind kind, TableRoot before, Touched touched) {
        SortedMap<String, String> buckets = new TreeMap<>(before.buckets());
        for (short bucket : touched.buckets()) {
            buckets.remove(TableRoot.name(bucket));
        }
        hashes(kind, touched.buckets())
                .forEach((bucket, rows) -> buckets.put(bucket, Sha256.hex(MerkleTree.over(rows))));
        return TableRoot.of(kind.type(), before.rows() + touched.growth(), buckets);
    }

    private SortedMap<String, List<byte[]>> hashes(RecordKind kind, Short... touched) {
        SortedMap<String, List<byte[]>> hashes = new TreeMap<>();
        try (Cursor<Record2<Short, byte[]>> rows = sql.select(RecordRowStore.BUCKET, RecordRowStore.ROW_HASH)
                .from(all(kind, touched))
                .orderBy(RecordRowStore.BUCKET, RecordRowStore.ID.collate(DSL.collation("C")))
                .fetchSize(Batches.SIZE)
                .fetchLazy()) {
            rows.forEach(row -> hashes.computeIfAbsent(TableRoot.name(row.value1()), bucket -> new ArrayList<>())
                    .add(row.value2()));
        }
        return hashes;
    }

    /** The live rows of the kind and, beside them, those that were redacted. */
    private Table<?> all(RecordKind kind, Short... touched) {
        Condition live =
                RecordRowStore.TO_SEQ.eq(inline(RecordRowStore.OPEN)).and(RecordRowStore.BUCKET.eq(any(touched)));
        return sql.select(RecordRowStore.ID, RecordRowStore.BUCKET, RecordRowStore.ROW_HASH)
                .from(DSL.table(DSL.name(kind.name())))
                .where(live)
                .unionAll(sql.select(RecordRowStore.ID, RecordRowStore.BUCKET, RecordRowStore.ROW_HASH)
                        .from(RedactedStore.TABLE)
                        .where(live.and(RedactedStore.TYPE.eq(kind.type()))))
                .asTable("live");
    }
}

package org.lode.store;

import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.inline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.lode.model.RecordKind;
import org.lode.model.Sha256;
import org.lode.release.Leaf;

/** The versions of redacted records of one kind: their hashes, which keep old roots valid, and nothing else. */
final class RedactedStore {
    static final Table<?> TABLE = DSL.table(DSL.name("redacted"));
    static final Field<String> TYPE = Columns.column("type", SQLDataType.CLOB);
    private static final List<Field<?>> COLUMNS =
            List.of(TYPE, RecordRowStore.ID, RecordRowStore.FROM_SEQ, RecordRowStore.ROW_HASH, RecordRowStore.BUCKET);

    private final DSLContext sql;
    private final String type;

    RedactedStore(DSLContext sql, RecordKind kind) {
        this.sql = sql;
        this.type = kind.type();
    }

    /** The live versions of these records: id and hash. */
    Map<String, String> live(List<String> ids) {
        return live(RecordRowStore.ID.eq(any(ids.toArray(String[]::new))));
    }

    /** All live versions: id and hash. */
    Map<String, String> live() {
        return live(DSL.trueCondition());
    }

    private Map<String, String> live(Condition which) {
        Map<String, String> live = new HashMap<>();
        sql.select(RecordRowStore.ID, RecordRowStore.ROW_HASH)
                .from(TABLE)
                .where(TYPE.eq(type), RecordRowStore.TO_SEQ.eq(inline(RecordRowStore.OPEN)), which)
                .forEach(row -> live.put(row.value1(), Sha256.hex(row.value2())));
        return live;
    }

    /** Ends the live versions of these records. */
    void close(String[] ids, int sequence) {
        sql.update(TABLE)
                .set(RecordRowStore.TO_SEQ, sequence)
                .where(
                        TYPE.eq(type),
                        RecordRowStore.TO_SEQ.eq(inline(RecordRowStore.OPEN)),
                        RecordRowStore.ID.eq(any(ids)))
                .execute();
    }

    /** Begins those of these versions that have no content. */
    void insert(List<Leaf> leaves, int sequence) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        leaves.stream()
                .filter(Leaf::isRedacted)
                .forEach(leaf -> rows.add(List.of(type, leaf.key().id(), sequence, Sha256.bytes(leaf.hash()), (short)
                        leaf.key().bucket())));
        if (!rows.isEmpty()) {
            Batches.insert(sql, TABLE, COLUMNS, rows);
        }
    }
}

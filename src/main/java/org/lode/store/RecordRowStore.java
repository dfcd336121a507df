package org.lode.store;

import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.inline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.lode.model.Field.FieldType;
import org.lode.model.RecordKind;
import org.lode.model.Sha256;
import org.lode.release.Leaf;
import org.lode.release.Op;
import org.lode.release.State;

/** The versioned rows of one kind of record. */
final class RecordRowStore {
    /** What {@code to_seq} holds while a version is the live one. */
    static final int OPEN = Integer.MAX_VALUE;

    static final Field<String> ID = Columns.column("id", SQLDataType.CLOB);
    static final Field<Integer> FROM_SEQ = Columns.column("from_seq", SQLDataType.INTEGER);
    static final Field<Integer> TO_SEQ = Columns.column("to_seq", SQLDataType.INTEGER);
    static final Field<byte[]> ROW_HASH = Columns.column("row_hash", SQLDataType.BLOB);
    static final Field<Short> BUCKET = Columns.column("bucket", SQLDataType.SMALLINT);

    private final DSLContext sql;
    private final RecordKind kind;
    private final RedactedStore redacted;
    private final Table<?> table;

    RecordRowStore(DSLContext sql, RecordKind kind) {
        this.sql = sql;
        this.kind = kind;
        this.redacted = new RedactedStore(sql, kind);
        this.table = DSL.table(DSL.name(kind.name()));
    }

    /** Fails unless the live rows are those that the operations start from. */
    void checkBefore(List<Op> ops) {
        Map<String, String> live = live(ops.stream().map(op -> op.key().id()).toList());
        ops.forEach(op -> State.checkBefore(op, live.get(op.key().id())));
    }

    /** The live versions of these records, redacted ones too: id and hash. */
    Map<String, String> live(List<String> ids) {
        Map<String, String> live = new HashMap<>();
        sql.select(ID, ROW_HASH)
                .from(table)
                .where(TO_SEQ.eq(inline(OPEN)), ID.eq(any(ids.toArray(String[]::new))))
                .forEach(row -> live.put(row.value1(), Sha256.hex(row.value2())));
        live.putAll(redacted.live(ids));
        return live;
    }

    /** Ends the live versions that the operations start from. */
    void close(List<Op> ops, int sequence) {
        String[] ids = ops.stream()
                .filter(op -> op.before() != null)
                .map(op -> op.key().id())
                .toArray(String[]::new);
        sql.update(table)
                .set(TO_SEQ, sequence)
                .where(TO_SEQ.eq(inline(OPEN)), ID.eq(any(ids)))
                .execute();
        redacted.close(ids, sequence);
    }

    /** Begins these versions. */
    void insert(List<Leaf> leaves, int sequence) {
        List<org.lode.model.Field> fields = fields(kind);
        List<Field<?>> columns = new ArrayList<>(List.of(ID, FROM_SEQ, ROW_HASH, BUCKET));
        columns.addAll(Columns.of(fields));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Leaf leaf : leaves) {
            List<@Nullable Object> row =
                    new ArrayList<>(List.of(leaf.key().id(), sequence, Sha256.bytes(leaf.hash()), (short)
                            leaf.key().bucket()));
            row.addAll(Columns.values(fields, leaf.data(), leaf.key().toString()));
            rows.add(row);
        }
        Batches.insert(sql, table, columns, rows);
    }

    /** The fields that are columns beside the id. */
    private static List<org.lode.model.Field> fields(RecordKind kind) {
        return kind.fields().stream()
                .filter(field -> field.type() != FieldType.ID)
                .toList();
    }
}

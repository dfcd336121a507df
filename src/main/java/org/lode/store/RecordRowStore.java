package org.lode.store;

import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.inline;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jooq.Condition;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record2;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.lode.model.Field.FieldType;
import org.lode.model.RecordKind;
import org.lode.model.Sha256;
import org.lode.model.Table.LinkKind;
import org.lode.model.Table.PartKind;
import org.lode.release.Leaf;
import org.lode.release.MerkleTree;
import org.lode.release.Op;
import org.lode.release.RecordKey;
import org.lode.release.Roots.TableRoot;
import org.lode.release.State;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The versioned rows of one kind of record: in its own table, and in {@code redacted} those without content. */
final class RecordRowStore {
    /** What {@code to_seq} holds while a version is the live one. */
    static final int OPEN = Integer.MAX_VALUE;

    static final Field<String> ID = Columns.column("id", SQLDataType.CLOB);
    static final Field<Integer> FROM_SEQ = Columns.column("from_seq", SQLDataType.INTEGER);
    static final Field<Integer> TO_SEQ = Columns.column("to_seq", SQLDataType.INTEGER);
    static final Field<byte[]> ROW_HASH = Columns.column("row_hash", SQLDataType.BLOB);
    static final Field<Short> BUCKET = Columns.column("bucket", SQLDataType.SMALLINT);
    private static final Field<String> TYPE = Columns.column("type", SQLDataType.CLOB);
    private static final Table<?> REDACTED = DSL.table(DSL.name("redacted"));
    private static final Condition LIVE = TO_SEQ.eq(inline(OPEN));

    private final DSLContext sql;
    private final RecordKind kind;
    private final Table<?> table;

    RecordRowStore(DSLContext sql, RecordKind kind) {
        this.sql = sql;
        this.kind = kind;
        this.table = DSL.table(DSL.name(kind.name()));
    }

    /** Fails unless the live rows are those that the operations start from. */
    void checkBefore(List<Op> ops) {
        Map<String, String> live = live(ops.stream().map(op -> op.key().id()).toList());
        ops.forEach(op -> State.checkBefore(op, live.get(op.key().id())));
    }

    /** Returns the live versions of these records, redacted ones too: id and hash. */
    Map<String, String> live(List<String> ids) {
        return live(ID.eq(any(ids.toArray(String[]::new))));
    }

    /** Returns all live versions, redacted ones too: id and hash. */
    Map<String, String> live() {
        return live(DSL.trueCondition());
    }

    private Map<String, String> live(Condition which) {
        Map<String, String> live = new HashMap<>();
        sql.select(ID, ROW_HASH)
                .from(table)
                .where(LIVE, which)
                .unionAll(sql.select(ID, ROW_HASH).from(REDACTED).where(TYPE.eq(kind.type()), LIVE, which))
                .forEach(row -> live.put(row.value1(), Sha256.hex(row.value2())));
        return live;
    }

    /** Ends the live versions that the operations start from. */
    void close(List<Op> ops, int sequence) {
        Condition ended = LIVE.and(ID.eq(any(ended(ops))));
        sql.update(table).set(TO_SEQ, sequence).where(ended).execute();
        sql.update(REDACTED)
                .set(TO_SEQ, sequence)
                .where(ended, TYPE.eq(kind.type()))
                .execute();
    }

    /** The ids of the records whose live versions end. */
    private static String[] ended(List<Op> ops) {
        return ops.stream()
                .filter(op -> op.before() != null)
                .map(op -> op.key().id())
                .toArray(String[]::new);
    }

    /** Begins these versions. Those without content become rows of {@code redacted}. */
    void insert(List<Leaf> leaves, int sequence) {
        List<org.lode.model.Field> fields = kind.fields().stream()
                .filter(field -> field.type() != FieldType.ID)
                .toList();
        List<Field<?>> columns = new ArrayList<>(List.of(ID, FROM_SEQ, ROW_HASH, BUCKET));
        columns.addAll(Columns.of(fields));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        List<List<@Nullable Object>> redacted = new ArrayList<>();
        for (Leaf leaf : leaves) {
            RecordKey key = leaf.key();
            List<@Nullable Object> row = new ArrayList<>();
            Collections.addAll(row, key.id(), sequence, Sha256.bytes(leaf.hash()), (short) key.bucket());
            if (leaf.isRedacted()) {
                row.add(kind.type());
                redacted.add(row);
            } else {
                row.addAll(Columns.values(fields, leaf.data(), key.toString()));
                rows.add(row);
            }
        }
        Columns.insert(sql, REDACTED, List.of(ID, FROM_SEQ, ROW_HASH, BUCKET, TYPE), redacted);
        Columns.insert(sql, table, columns, rows);
    }

    /** Deletes the content of all versions of a record, and their bodies. Returns the hashes of these versions, which stay. */
    List<String> redact(String id) {
        sql.execute("""
                insert into redacted (type, id, from_seq, to_seq, row_hash, bucket)
                select {0}, id, from_seq, to_seq, row_hash, bucket from {1} where id = {2}
                """, DSL.val(kind.type()), table, DSL.val(id));
        sql.execute("delete from {0} where id = {1}", table, DSL.val(id));
        String redacted = "select row_hash from redacted where type = ? and id = ?";
        sql.execute("delete from leaf where hash in (%s)".formatted(redacted), kind.type(), id);
        return sql.fetch(redacted, kind.type(), id).map(row -> Sha256.hex(row.get(0, byte[].class)));
    }

    /** What operations did to the records of one type: which buckets they changed, and by how many records it grew. */
    static final class Changes {
        private final BitSet buckets = new BitSet();
        private int growth;

        void add(List<Op> ops) {
            for (Op op : ops) {
                buckets.set(op.key().bucket());
                growth += (op.before() == null ? 1 : 0) - (op.after() == null ? 1 : 0);
            }
        }

        private Short[] buckets() {
            return buckets.stream().mapToObj(bucket -> (short) bucket).toArray(Short[]::new);
        }
    }

    /** Returns the table's hash after changes: changed buckets from the rows as they are now, the others as before. */
    TableRoot root(TableRoot before, Changes changes) {
        SortedMap<String, String> buckets = new TreeMap<>(before.buckets());
        for (short bucket : changes.buckets()) {
            buckets.remove(TableRoot.name(bucket));
        }
        hashes(changes.buckets()).forEach((bucket, rows) -> buckets.put(bucket, Sha256.hex(MerkleTree.over(rows))));
        return TableRoot.of(kind.type(), before.rows() + changes.growth, buckets);
    }

    /** Returns the hashes of the live rows by bucket, redacted ones too. */
    private SortedMap<String, List<byte[]>> hashes(Short... changed) {
        Condition live = LIVE.and(BUCKET.eq(any(changed)));
        Table<?> all = sql.select(ID, BUCKET, ROW_HASH)
                .from(table)
                .where(live)
                .unionAll(sql.select(ID, BUCKET, ROW_HASH).from(REDACTED).where(live.and(TYPE.eq(kind.type()))))
                .asTable("live");
        SortedMap<String, List<byte[]>> hashes = new TreeMap<>();
        try (Cursor<Record2<Short, byte[]>> rows = sql.select(BUCKET, ROW_HASH)
                .from(all)
                .orderBy(BUCKET, ID.collate(DSL.collation("C")))
                .fetchSize(Columns.BATCH)
                .fetchLazy()) {
            rows.forEach(row -> hashes.computeIfAbsent(TableRoot.name(row.value1()), bucket -> new ArrayList<>())
                    .add(row.value2()));
        }
        return hashes;
    }

    /** The rows of one table of parts or links of a kind. They follow the versions of the record that owns them. */
    static final class PartRows {
        private final DSLContext sql;
        private final org.lode.model.Table part;
        private final Table<?> table;

        PartRows(DSLContext sql, org.lode.model.Table part) {
            this.sql = sql;
            this.part = part;
            this.table = DSL.table(DSL.name(part.name()));
        }

        /** Ends the rows of owners whose live version ends. */
        void close(List<Op> ops, int sequence) {
            sql.update(table)
                    .set(TO_SEQ, sequence)
                    .where(LIVE, owner().eq(any(ended(ops))))
                    .execute();
        }

        /** Deletes the rows of all versions of this owner. */
        void delete(String owner) {
            sql.execute("delete from {0} where {1} = {2}", table, owner(), DSL.val(owner));
        }

        /** Returns the column that holds the owner's id. */
        private Field<String> owner() {
            return Columns.column(part.fields().getFirst().name(), SQLDataType.CLOB);
        }

        /** Begins the rows of these owners. */
        void insert(List<Leaf> owners, int sequence) {
            List<Field<?>> columns = new ArrayList<>(List.of(ID, FROM_SEQ));
            columns.addAll(Columns.of(part.fields()));
            List<List<@Nullable Object>> rows = new ArrayList<>();
            for (Leaf owner : owners) {
                for (JsonNode data : parts(owner)) {
                    List<@Nullable Object> row = new ArrayList<>(List.of(id(data), sequence));
                    row.addAll(Columns.values(part.fields(), data, owner.key() + ": " + part.name()));
                    rows.add(row);
                }
            }
            Columns.insert(sql, table, columns, rows);
        }

        /** The parts within the owner's data, each as a row of its table: with the owner's id. */
        private List<JsonNode> parts(Leaf owner) {
            String ownerField = part.fields().getFirst().name();
            List<JsonNode> parts = new ArrayList<>();
            for (JsonNode value : owner.data().path(name())) {
                ObjectNode row =
                        value.isObject() ? ((ObjectNode) value).deepCopy() : JsonNodeFactory.instance.objectNode();
                row.put(ownerField, owner.key().id());
                if (part instanceof LinkKind link) {
                    row.set(link.targetField().name(), value);
                }
                parts.add(row);
            }
            return parts;
        }

        private String name() {
            return switch (part) {
                case PartKind rows -> rows.part();
                case LinkKind pairs -> pairs.part();
                case RecordKind record -> throw new IllegalArgumentException(record.name() + " is no part");
            };
        }

        private String id(JsonNode row) {
            List<String> keys = part.keyColumns().stream()
                    .map(key -> row.path(key).asString(""))
                    .toList();
            return String.join("/", keys);
        }
    }
}

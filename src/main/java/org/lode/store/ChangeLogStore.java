package org.lode.store;

import static org.jooq.impl.DSL.any;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Sha256;
import org.lode.release.DeltaWriter;
import org.lode.release.Difference;
import org.lode.release.Leaf;
import org.lode.release.Op;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What each release changed, and the canonical bodies that it changed it to. */
final class ChangeLogStore {
    private static final Table<?> LEAF = DSL.table(DSL.name("leaf"));
    private static final Field<byte[]> HASH = Columns.column("hash", SQLDataType.BLOB);
    private static final Field<String> BODY = Columns.column("body", SQLDataType.CLOB);
    private static final List<Field<?>> COLUMNS = List.of(
            Columns.column("seq", SQLDataType.INTEGER),
            Columns.column("n", SQLDataType.INTEGER),
            Columns.column("op", SQLDataType.CLOB),
            Columns.column("type", SQLDataType.CLOB),
            Columns.column("id", SQLDataType.CLOB),
            Columns.column("into_id", SQLDataType.CLOB),
            Columns.column("before_hash", SQLDataType.BLOB),
            Columns.column("after_hash", SQLDataType.BLOB),
            Columns.column("reason", SQLDataType.CLOB),
            Columns.column("note", SQLDataType.CLOB),
            Columns.column("changed", SQLDataType.JSONB),
            Columns.column("line_hash", SQLDataType.BLOB));

    private final DSLContext sql;

    ChangeLogStore(DSLContext sql) {
        this.sql = sql;
    }

    /** Writes the bodies that are new, each once however often it is used. */
    void insertBodies(List<Leaf> leaves) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        leaves.forEach(leaf -> rows.add(List.of(Sha256.bytes(leaf.hash()), leaf.body())));
        Batches.run(
                sql,
                sql.insertInto(LEAF, HASH, BODY).values((byte[]) null, null).onConflictDoNothing(),
                rows);
    }

    /** Writes one row an operation, with the fields of a modified record as they were and as they are; the first has number n. */
    void insert(List<Op> ops, int sequence, int n) {
        Map<String, String> bodies = bodiesBefore(ops);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Op op : ops) {
            rows.add(row(named(op, bodies), sequence, n + rows.size(), bodies));
        }
        Batches.insert(sql, DSL.table(DSL.name("change_log")), COLUMNS, rows);
    }

    /** Takes out what this release changed, to be written anew. */
    void delete(int sequence) {
        sql.deleteFrom(DSL.table(DSL.name("change_log")))
                .where(Columns.column("seq", SQLDataType.INTEGER).eq(sequence))
                .execute();
    }

    private Map<String, String> bodiesBefore(List<Op> ops) {
        byte[][] hashes = ops.stream()
                .filter(Op.Mod.class::isInstance)
                .map(op -> Sha256.bytes(((Op.Mod) op).before()))
                .toArray(byte[][]::new);
        Map<String, String> bodies = new HashMap<>();
        sql.select(HASH, BODY)
                .from(LEAF)
                .where(HASH.eq(any(hashes)))
                .forEach(row -> bodies.put(Sha256.hex(row.value1()), row.value2()));
        return bodies;
    }

    private static List<@Nullable Object> row(Op op, int sequence, int n, Map<String, String> bodies) {
        Leaf after = op.after();
        List<@Nullable Object> row = new ArrayList<>();
        row.add(sequence);
        row.add(n);
        row.add(op.word());
        row.add(op.key().type());
        row.add(op.key().id());
        row.add(op instanceof Op.Merge merge ? merge.into() : null);
        row.add(op.before() == null ? null : Sha256.bytes(op.before()));
        row.add(after == null ? null : Sha256.bytes(after.hash()));
        row.add(op.cause().reason().name());
        row.add(op.cause().note());
        row.add(
                op instanceof Op.Mod mod && !mod.beginsRedacted()
                        ? JSONB.valueOf(changed(mod, bodies).toString())
                        : names(op));
        row.add(Sha256.of(DeltaWriter.line(op, n).getBytes(StandardCharsets.UTF_8)));
        return row;
    }

    /** The operation with the names of the fields that differ, which a change that was found by comparing states lacks. */
    private static Op named(Op op, Map<String, String> bodies) {
        return op instanceof Op.Mod mod && mod.changed().isEmpty() && !mod.beginsRedacted()
                ? new Op.Mod(
                        mod.before(),
                        mod.after(),
                        Difference.changed(before(mod, bodies), mod.after().data()),
                        mod.cause())
                : op;
    }

    /** Of a change whose content was redacted, the names of the fields alone; null for every other. */
    static @Nullable JSONB names(Op op) {
        if (!(op instanceof Op.Mod mod) || !mod.beginsRedacted()) {
            return null;
        }
        ArrayNode names = JsonNodeFactory.instance.arrayNode();
        mod.changed()
                .forEach(name ->
                        names.addObject().put("path", name).putNull("before").putNull("after"));
        return JSONB.valueOf(names.toString());
    }

    private static ArrayNode changed(Op.Mod mod, Map<String, String> bodies) {
        JsonNode before = before(mod, bodies);
        JsonNode after = mod.after().data();
        Difference.checkChanged(mod, before);
        ArrayNode changed = JsonNodeFactory.instance.arrayNode();
        for (String name : mod.changed()) {
            ObjectNode entry = changed.addObject().put("path", name);
            entry.set("before", before.path(name).isMissingNode() ? null : before.path(name));
            entry.set("after", after.path(name).isMissingNode() ? null : after.path(name));
        }
        return changed;
    }

    private static JsonNode before(Op.Mod mod, Map<String, String> bodies) {
        String body = bodies.get(mod.before());
        if (body == null) {
            throw new DatasetDamaged("%s: this database has no body of version %s (expected: one for each version)"
                    .formatted(mod.key(), mod.before()));
        }
        return Leaf.data(body);
    }
}

package org.lode.store;

import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.condition;

import io.r2dbc.spi.Readable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Query;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Sha256;
import org.lode.query.ReadStore;
import org.lode.release.Delta;
import org.lode.release.DeltaWriter;
import org.lode.release.Difference;
import org.lode.release.Leaf;
import org.lode.release.Op;
import org.lode.release.RecordKey;
import org.lode.release.ReleaseReader;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Owns the tables {@code change_log} and {@code leaf}: the lines of each release's delta as they were published, with their values as
 * columns, and the canonical body of each version.
 */
public final class ChangeLogStore {
    /** Lines that are read by one statement. */
    static final int AT_ONCE = 1000;

    private static final Table<?> LOG = DSL.table(DSL.name("change_log"));
    private static final Table<?> LEAF = DSL.table(DSL.name("leaf"));
    private static final Field<byte[]> HASH = Columns.column("hash", SQLDataType.BLOB);
    private static final Field<String> BODY = Columns.column("body", SQLDataType.CLOB);
    private static final Field<Integer> SEQ = Columns.column("seq", SQLDataType.INTEGER);
    private static final Field<Integer> N = Columns.column("n", SQLDataType.INTEGER);
    private static final Field<byte[]> LINE_HASH = Columns.column("line_hash", SQLDataType.BLOB);
    private static final Field<String> LINE = Columns.column("line", SQLDataType.CLOB);

    /** The names of the fields stay, their values do not. */
    private static final String SILENCE = """
            update change_log set note = null, changed = (
              select jsonb_agg(jsonb_build_object('path', e.value -> 'path', 'before', null, 'after', null) order by e.place)
              from jsonb_array_elements(changed) with ordinality e(value, place))
            where type = {0} and id = {1}
            """;

    private static final List<Field<?>> COLUMNS = Stream.of(
                    Stream.of(SEQ, N),
                    Stream.of("op", "type", "id", "into_id").map(name -> Columns.column(name, SQLDataType.CLOB)),
                    Stream.of("before_hash", "after_hash").map(name -> Columns.column(name, SQLDataType.BLOB)),
                    Stream.of("reason", "note").map(name -> Columns.column(name, SQLDataType.CLOB)),
                    Stream.of(Columns.column("changed", SQLDataType.JSONB), LINE_HASH, LINE))
            .<Field<?>>flatMap(Function.identity())
            .toList();

    private final DSLContext sql;

    ChangeLogStore(DSLContext sql) {
        this.sql = sql;
    }

    /** Writes the bodies that are new, each once however often it is used. */
    void insertBodies(List<Leaf> leaves) {
        Columns.batch(
                sql,
                sql.insertInto(LEAF, HASH, BODY).values((byte[]) null, null).onConflictDoNothing(),
                leaves.stream()
                        .map(leaf -> List.<@Nullable Object>of(Sha256.bytes(leaf.hash()), leaf.body()))
                        .toList());
    }

    /** Writes one row an operation, with the fields of a modified record as they were and as they are; the first has number n. */
    void insert(List<Op> ops, int sequence, int n) {
        Map<String, String> bodies = bodiesBefore(ops);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Op op : ops) {
            Op named = named(op, bodies);
            JSONB changed = named instanceof Op.Mod mod && !mod.beginsRedacted()
                    ? JSONB.valueOf(changed(mod, bodies).toString())
                    : names(named);
            rows.add(row(named, sequence, n + rows.size(), changed));
        }
        Columns.insert(sql, LOG, COLUMNS, rows);
    }

    /** Deletes what this release changed. */
    void delete(int sequence) {
        sql.deleteFrom(LOG).where(SEQ.eq(sequence)).execute();
    }

    /**
     * A stored line.
     *
     * @param text null when it is missing
     * @param hash the hash beside it, hexadecimal; null when it is missing
     */
    record Line(int n, @Nullable String text, @Nullable String hash) {
        boolean matchesHash() {
            return text != null && ChangeLogStore.hash(text).equals(hash);
        }
    }

    /** The lines of a release with these numbers, by number, from the real table. */
    Map<Integer, Line> lines(int sequence, int from, int to) {
        Map<Integer, Line> lines = new HashMap<>();
        sql.select(N, LINE, LINE_HASH)
                .from(RebuildStore.real(sql, "change_log"))
                .where(SEQ.eq(sequence), N.between(from, to))
                .forEach(row -> lines.put(
                        row.value1(),
                        new Line(row.value1(), row.value2(), row.value3() == null ? null : Sha256.hex(row.value3()))));
        return lines;
    }

    /** The operations of a release, read from its lines when they are asked for. */
    List<Op> ops(int sequence, int size, Set<RecordKey> redacted) {
        Map<Integer, Line> read = new HashMap<>();
        return Delta.lazily(size, index -> {
            if (!read.containsKey(index + 1)) {
                int first = index - index % AT_ONCE;
                read.clear();
                read.putAll(lines(sequence, first + 1, Math.min(first + AT_ONCE, size)));
            }
            Line line = read.get(index + 1);
            String where = "change_log %d/%d".formatted(sequence, index + 1);
            if (line == null || line.text() == null) {
                throw new DatasetDamaged(where + ": no line (expected: one)");
            }
            return ReleaseReader.storedOp(line.text(), index + 1, where, redacted);
        });
    }

    /** Puts an operation in the place of the n-th one of a release, without the fields of a modified record: they follow from all lines. */
    void replace(int sequence, int n, Op op) {
        Table<?> real = RebuildStore.real(sql, "change_log");
        sql.deleteFrom(real).where(SEQ.eq(sequence), N.eq(n)).execute();
        Columns.insert(sql, real, COLUMNS, List.of(row(op, sequence, n, names(op))));
    }

    /** Removes the content from all lines of a record; hashes and names of fields stay. */
    void redact(RecordKey key) {
        sql.execute(SILENCE, DSL.val(key.type()), DSL.val(key.id()));
        sql.select(SEQ, N, LINE)
                .from(LOG)
                .where(condition("type = {0} and id = {1}", DSL.val(key.type()), DSL.val(key.id())))
                .forEach(row -> {
                    String line = DeltaWriter.redacted(row.value3());
                    sql.update(LOG)
                            .set(LINE, line)
                            .set(LINE_HASH, Sha256.bytes(hash(line)))
                            .where(SEQ.eq(row.value1()), N.eq(row.value2()))
                            .execute();
                });
    }

    private Map<String, String> bodiesBefore(List<Op> ops) {
        byte[][] hashes = ops.stream()
                .filter(Op.Mod.class::isInstance)
                .map(op -> Sha256.bytes(Objects.requireNonNull(op.before())))
                .toArray(byte[][]::new);
        Map<String, String> bodies = new HashMap<>();
        sql.select(HASH, BODY)
                .from(LEAF)
                .where(HASH.eq(any(hashes)))
                .forEach(row -> bodies.put(Sha256.hex(row.value1()), row.value2()));
        return bodies;
    }

    private static List<@Nullable Object> row(Op op, int sequence, int n, @Nullable JSONB changed) {
        Leaf after = op.after();
        String line = DeltaWriter.line(op, n);
        return Arrays.asList(
                sequence,
                n,
                op.word(),
                op.key().type(),
                op.key().id(),
                op instanceof Op.Merge merge ? merge.into() : null,
                op.before() == null ? null : Sha256.bytes(op.before()),
                after == null ? null : Sha256.bytes(after.hash()),
                op.cause().reason().name(),
                op.cause().note(),
                changed,
                Sha256.bytes(hash(line)),
                line);
    }

    /** SHA-256 of a line without its line feed, hexadecimal. */
    static String hash(String line) {
        return Sha256.hexOf(line);
    }

    /** The operation with the names of the fields that differ, which a change that was found by comparing states lacks. */
    private static Op named(Op op, Map<String, String> bodies) {
        if (op instanceof Op.Mod mod && mod.changed().isEmpty() && !mod.beginsRedacted()) {
            List<String> changed =
                    Difference.changed(before(mod, bodies), mod.after().data());
            return new Op.Mod(mod.before(), mod.after(), changed, mod.cause());
        }
        return op;
    }

    /** Of a change whose content was redacted, the names of the fields alone; null for every other. */
    private static @Nullable JSONB names(Op op) {
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

    /** Reads the lines of each release's delta as they were published, without header and footer. */
    @Component
    public static final class Reader {
        private final ReadStore store;

        Reader(ReadStore store) {
            this.store = store;
        }

        /** The lines of a release in their order, without line feeds; fails at one that is missing. */
        public Flux<String> lines(int sequence) {
            return Chunks.<Line>rows(last -> {
                        Query page = DSL.resultQuery(
                                "select n, line from change_log where seq = ? and n > ? order by n limit ?",
                                sequence,
                                last.map(Line::n).orElse(0),
                                Chunks.ROWS);
                        return store.read(page, row -> line(row, sequence)).collectList();
                    })
                    .map(line -> Objects.requireNonNull(line.text()));
        }

        private static Line line(Readable row, int sequence) {
            int n = Columns.whole(row, 0);
            String text = row.get(1, String.class);
            if (text == null) {
                throw new DatasetDamaged("change_log %d/%d: no line (expected: one)".formatted(sequence, n));
            }
            return new Line(n, text, null);
        }
    }
}

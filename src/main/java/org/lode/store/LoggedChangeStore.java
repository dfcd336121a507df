package org.lode.store;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.lode.model.RecordKind;
import org.lode.model.Sha256;
import org.lode.release.Notices;
import org.lode.release.RecordKey;

/** Reads the change log as it stands. */
final class LoggedChangeStore {
    private static final String ROWS = """
            select c.n, c.op, c.type, c.id, c.into_id, c.before_hash, c.after_hash, c.reason, c.note, c.changed::text,
              c.line_hash, a.body, b.body
            from {0} c left join {1} a on a.hash = c.after_hash left join {1} b on b.hash = c.before_hash and c.op = 'MOD'
            where c.seq = {2} and c.n between {3} and {4}
            """;

    private final DSLContext sql;
    private final Notices notices;
    private final Set<RecordKey> redacted;

    LoggedChangeStore(DSLContext sql) {
        this.sql = sql;
        this.notices = new NoticeStore(sql).held();
        this.redacted = notices.redacted();
    }

    /** What was told of the releases that the changes are of. */
    Notices notices() {
        return notices;
    }

    /** The rows of a release with these numbers, by number. */
    Map<Integer, LoggedChange> rows(int sequence, int from, int to) {
        Map<Integer, LoggedChange> rows = new HashMap<>();
        sql.resultQuery(
                        ROWS,
                        Shadow.real(sql, "change_log"),
                        Shadow.real(sql, "leaf"),
                        DSL.val(sequence),
                        DSL.val(from),
                        DSL.val(to))
                .forEach(row -> rows.put(row.get(0, Integer.class), change(row)));
        return rows;
    }

    private LoggedChange change(Record row) {
        RecordKey key = new RecordKey(row.get(2, String.class), row.get(3, String.class));
        return new LoggedChange(
                row.get(0, Integer.class),
                row.get(1, String.class),
                key,
                row.get(4, String.class),
                hex(row.get(5, byte[].class)),
                hex(row.get(6, byte[].class)),
                row.get(7, String.class),
                row.get(8, String.class),
                row.get(9, String.class),
                hex(row.get(10, byte[].class)),
                new LoggedChange.Content(redacted.contains(key), row.get(11, String.class), row.get(12, String.class)));
    }

    private static @Nullable String hex(byte @Nullable [] hash) {
        return hash == null ? null : Sha256.hex(hash);
    }

    /** Whether the record's own table says too that this version began with that release. */
    boolean tableSays(RecordKind kind, String id, int sequence, String hash) {
        return sql.fetchExists(
                Shadow.real(sql, kind.name()),
                RecordRowStore.ID.eq(id),
                RecordRowStore.FROM_SEQ.eq(sequence),
                RecordRowStore.ROW_HASH.eq(Sha256.bytes(hash)));
    }

    /** The last of the releases that hold the version of this record that began with {@code from}. */
    int lastOf(RecordKey key, int from, int newest) {
        return Optional.ofNullable(sql.fetchValue(
                        "select min(seq) - 1 from {0} where type = {1} and id = {2} and seq > {3}",
                        Shadow.real(sql, "change_log"), DSL.val(key.type()), DSL.val(key.id()), DSL.val(from)))
                .map(last -> Math.min((Integer) last, newest))
                .orElse(newest);
    }

    /** A body with this hash, under whatever hash it is kept. */
    Optional<String> bodyOf(String hash) {
        return Optional.ofNullable((String) sql.fetchValue(
                "select body from {0} where sha256('\\x00'::bytea || convert_to(body, 'UTF8')) = {1} limit 1",
                Shadow.real(sql, "leaf"), DSL.val(Sha256.bytes(hash))));
    }
}

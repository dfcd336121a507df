package org.lode.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.lode.model.DatasetDamaged;
import org.lode.model.Sha256;
import org.lode.release.DeltaWriter;
import org.lode.release.Leaf;
import org.lode.release.Lines;
import org.lode.release.Manifest;
import org.lode.release.Op;
import org.lode.release.RecordKey;
import org.lode.release.ReleaseReader;
import org.lode.release.Roots.TableRoot;

/** Puts back bodies and changes that the database itself does not tell. */
final class HealStore {
    private static final String INSERT = """
            insert into {0} (seq, n, op, type, id, into_id, before_hash, after_hash, reason, note, changed, line_hash)
            values ({1})
            """;

    private final DSLContext sql;
    private final LoggedChangeStore log;
    private final Chain chain;
    private final Originals originals;
    private final Map<String, Map<String, String>> buckets = new HashMap<>();
    private final Map<String, List<byte[]>> deltas = new HashMap<>();

    HealStore(DSLContext sql, Chain chain, Originals originals) {
        this.sql = sql;
        this.log = new LoggedChangeStore(sql);
        this.chain = chain;
        this.originals = originals;
    }

    /** Repairs one damage; what is wrong with manifests and notices was repaired before, and rows are made again after. */
    void heal(Damage damage) {
        switch (damage) {
            case Damage.Body body -> put(body.key(), body.hash(), body(body));
            case Damage.Change change -> heal(change);
            case Damage.Manifest manifest -> throw new IllegalStateException(manifest.line());
            case Damage.Notice notice -> throw new IllegalStateException(notice.line());
            case Damage.Row row -> throw new IllegalStateException(row.line());
        }
    }

    private String body(Damage.Body damage) {
        return log.bodyOf(damage.hash()).orElseGet(() -> {
            String bucket = TableRoot.name(damage.key().bucket());
            String body = buckets.computeIfAbsent(
                            damage.version() + "/" + damage.key().type() + "/" + bucket,
                            name -> bodies(originals.bucket(
                                    damage.version(), damage.key().type(), bucket)))
                    .get(damage.hash());
            if (body == null) {
                throw new DatasetDamaged("%s: not in bucket %s of release %s (expected: there, with this hash)"
                        .formatted(damage.line(), bucket, damage.version()));
            }
            return body;
        });
    }

    /** The lines of a bucket by what they hash to: only the one with the right hash will be taken. */
    private static Map<String, String> bodies(byte[] bucket) {
        Map<String, String> bodies = new HashMap<>();
        RecordKey any = new RecordKey("", "");
        new String(bucket, StandardCharsets.UTF_8)
                .lines()
                .forEach(line -> bodies.put(Leaf.ofBody(any, line).hash(), line));
        return bodies;
    }

    private void put(RecordKey key, String hash, String body) {
        if (!Leaf.ofBody(key, body).hash().equals(hash)) {
            throw new DatasetDamaged("%s: another body (expected: one with the hash %s)".formatted(key, hash));
        }
        byte[] bytes = Sha256.bytes(hash);
        sql.execute("delete from {0} where hash = {1}", Shadow.real(sql, "leaf"), DSL.val(bytes));
        sql.execute("insert into {0} values ({1}, {2})", Shadow.real(sql, "leaf"), DSL.val(bytes), DSL.val(body));
    }

    private void heal(Damage.Change damage) {
        if (damage.n() > 0 && damage.from() > 0) {
            put(damage, line(originals.deltaRange(damage.version(), file(damage), damage.from(), damage.to()), damage));
            return;
        }
        List<byte[]> lines = deltas.computeIfAbsent(damage.version(), version -> whole(damage));
        for (int n = 1; n < lines.size() - 1; n++) {
            if (damage.n() == 0 || damage.n() == n) {
                put(new Damage.Change(damage.sequence(), damage.version(), n, 0, 0, ""), lines.get(n));
            }
        }
    }

    /** What the release's delta is called now. */
    private String file(Damage.Change damage) {
        return log.notices()
                .delta(damage.sequence())
                .map(Manifest.Content::path)
                .orElse(Manifest.DELTA);
    }

    private static byte[] line(byte[] range, Damage damage) {
        if (range.length == 0 || range[range.length - 1] != '\n') {
            throw new DatasetDamaged(
                    "%s: the origin has no line there (expected: that of this change)".formatted(damage.line()));
        }
        return Arrays.copyOf(range, range.length - 1);
    }

    private List<byte[]> whole(Damage.Change damage) {
        Manifest manifest = chain.releases().get(damage.sequence() - 1).manifest();
        byte[] delta = originals.deltaRange(damage.version(), file(damage), 0, damage.to());
        String hash = Sha256.hex(Sha256.of(delta));
        String expected =
                log.notices().content(manifest).map(Manifest.Content::sha256).orElse("none");
        if (!hash.equals(expected)) {
            throw new DatasetDamaged("release %s: the origin's delta has SHA-256 %s (expected: %s)"
                    .formatted(damage.version(), hash, expected));
        }
        return Lines.of(delta, "delta.jsonl of " + damage.version());
    }

    private void put(Damage.Change damage, byte[] line) {
        String file = "%s of %s".formatted(file(damage), damage.version());
        Op op = ReleaseReader.op(line, damage.n(), file, log.notices().redacted());
        Leaf after = op.after();
        if (after != null && !after.isRedacted()) {
            put(op.key(), after.hash(), after.body());
        }
        sql.execute(
                "delete from {0} where seq = {1} and n = {2}",
                Shadow.real(sql, "change_log"), DSL.val(damage.sequence()), DSL.val(damage.n()));
        sql.execute(
                INSERT,
                Shadow.real(sql, "change_log"),
                DSL.list(
                        DSL.val(damage.sequence()),
                        DSL.val(damage.n()),
                        DSL.val(op.word()),
                        DSL.val(op.key().type()),
                        DSL.val(op.key().id()),
                        DSL.val(op instanceof Op.Merge merge ? merge.into() : null, String.class),
                        DSL.val(bytes(op.before()), byte[].class),
                        DSL.val(after == null ? null : bytes(after.hash()), byte[].class),
                        DSL.val(op.cause().reason().name()),
                        DSL.val(op.cause().note(), String.class),
                        DSL.val(ChangeLogStore.names(op), JSONB.class),
                        DSL.val(Sha256.of(LoggedChange.bytes(DeltaWriter.line(op, damage.n()))))));
    }

    private static byte @Nullable [] bytes(@Nullable String hash) {
        return hash == null ? null : Sha256.bytes(hash);
    }
}

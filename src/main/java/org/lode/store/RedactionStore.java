package org.lode.store;

import java.util.List;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.impl.DSL;
import org.lode.model.DataPackage;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Failure.StartFailed;
import org.lode.model.RecordKind;
import org.lode.model.Sha256;
import org.lode.model.Table;
import org.lode.release.Notice;
import org.lode.release.RecordKey;

/** Takes the content of a record out of every table; its hashes stay. The notice must be held already. */
final class RedactionStore {
    private final DSLContext sql;
    private final DataPackage description;

    RedactionStore(DSLContext sql, DataPackage description) {
        this.sql = sql;
        this.description = description;
    }

    void apply(Notice.Redaction redaction) {
        RecordKey key = redaction.removed().key();
        RecordKind kind = description
                .type(key.type())
                .orElseThrow(() -> new StartFailed("notice %d: %s (expected: a record of schema %s)"
                        .formatted(redaction.n(), key, description.schemaVersion())));
        move(kind, key);
        check(redaction, key);
        description.partsOf(kind).forEach(part -> deleteParts(part, key));
        description.linksOf(kind).forEach(link -> deleteParts(link, key));
        new ChangeLogStore(sql).redact(key);
    }

    private void move(RecordKind kind, RecordKey key) {
        Name table = DSL.name(kind.name());
        sql.execute("""
                insert into redacted (type, id, from_seq, to_seq, row_hash, bucket)
                select {0}, id, from_seq, to_seq, row_hash, bucket from {1} where id = {2}
                """, DSL.val(key.type()), table, DSL.val(key.id()));
        sql.execute("delete from {0} where id = {1}", table, DSL.val(key.id()));
        sql.execute(
                "delete from leaf where hash in (select row_hash from redacted where type = {0} and id = {1})",
                DSL.val(key.type()), DSL.val(key.id()));
    }

    /** Fails when a version of the record is none of those that the notice names: then it is about something else. */
    private void check(Notice.Redaction redaction, RecordKey key) {
        List<String> held = sql.fetch(
                        "select row_hash from redacted where type = {0} and id = {1}",
                        DSL.val(key.type()), DSL.val(key.id()))
                .map(row -> Sha256.hex(row.get(0, byte[].class)));
        if (!Set.copyOf(redaction.removed().leaves()).containsAll(held)) {
            throw new DatasetDamaged("notice %d: leaves %s of %s (expected: those that the database holds, %s)"
                    .formatted(redaction.n(), redaction.removed().leaves(), key, held));
        }
    }

    private void deleteParts(Table part, RecordKey key) {
        sql.execute(
                "delete from {0} where {1} = {2}",
                DSL.name(part.name()), DSL.name(part.fields().getFirst().name()), DSL.val(key.id()));
    }
}

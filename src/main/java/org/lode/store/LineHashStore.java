package org.lode.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.model.Sha256;
import org.lode.release.Manifest;
import org.lode.release.Manifest.Published;
import org.lode.store.LoggedChange.Reading;

/** Gives the hashes of their lines to changes that an older Lode kept without. */
final class LineHashStore {
    private final DSLContext sql;
    private final DataPackage description;

    LineHashStore(DSLContext sql, DataPackage description) {
        this.sql = sql;
        this.description = description;
    }

    /** Fills the releases that have none at all and whose changes are proved by the manifest; false when there is no such. */
    boolean fill(Progress progress) {
        List<Integer> without = sql.fetch(
                        "select seq from change_log group by seq having count(line_hash) = 0 order by seq")
                .map(row -> row.get(0, Integer.class));
        boolean filled = false;
        if (!without.isEmpty()) {
            Chain chain = new ManifestStore(sql).chain(null);
            for (Published release : chain.releases()) {
                filled |= chain.damages().isEmpty()
                        && without.contains(release.manifest().sequence())
                        && fill(chain, release, progress);
            }
        }
        return filled;
    }

    private boolean fill(Chain chain, Published release, Progress progress) {
        LoggedChangeStore log = new LoggedChangeStore(sql);
        boolean proved = new DeltaProof(log, description, chain, release)
                .damages(progress)
                .isEmpty();
        if (proved) {
            Manifest manifest = release.manifest();
            int ops = manifest.changes();
            for (int from = 1; from <= ops; from += LoggedOps.AT_ONCE) {
                write(manifest.sequence(), log.rows(manifest.sequence(), from, from + LoggedOps.AT_ONCE - 1));
            }
        }
        return proved;
    }

    private void write(int sequence, Map<Integer, LoggedChange> rows) {
        Query update = sql.query(
                "update change_log set line_hash = {0} where seq = {1} and n = {2}",
                DSL.param("hash", byte[].class), DSL.param("seq", Integer.class), DSL.param("n", Integer.class));
        List<List<@Nullable Object>> values = new ArrayList<>();
        rows.forEach((n, row) -> {
            if (row.read() instanceof Reading.Line line) {
                values.add(List.of(Sha256.bytes(LoggedChange.hash(line.text())), sequence, n));
            }
        });
        Batches.run(sql, update, values);
    }
}

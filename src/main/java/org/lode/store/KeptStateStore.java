package org.lode.store;

import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Table;
import org.lode.model.Sha256;

/** What is kept of an origin's last state: held against its own hash, and forgotten when it is not what it was. */
final class KeptStateStore {
    private final DSLContext sql;

    KeptStateStore(DSLContext sql) {
        this.sql = sql;
    }

    List<Damage> damages() {
        return sql.resultQuery(
                        "select upstream, hash from {0} where hash <> "
                                + "sha256(convert_to(upstream || ' ' || state || ' ' || keys, 'UTF8'))",
                        table())
                .fetch(row -> new Damage.Row(
                        "mirror_state",
                        row.get(0, String.class),
                        "hash %s (expected: that of what it says)".formatted(Sha256.hex(row.get(1, byte[].class)))));
    }

    /** Forgets it: the origin tells it again. */
    void forget() {
        sql.execute("delete from {0}", table());
    }

    private Table<?> table() {
        return Shadow.real(sql, "mirror_state");
    }
}

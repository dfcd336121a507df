package org.lode.mirror;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.lode.release.KeyRing;
import org.lode.release.SignedState;

/** The last valid state of an origin whose release the database holds. Mirrors of this mirror get it. */
final class MirrorStateStore {
    private static final String HASH = "sha256(convert_to(upstream || ' ' || state || ' ' || keys, 'UTF8'))";

    private final DSLContext sql;

    MirrorStateStore(DataSource loading) {
        this.sql = DSL.using(loading, SQLDialect.POSTGRES);
    }

    /** A state, and the keys that came with it: empty when nobody signed. */
    record Held(SignedState state, Optional<KeyRing> ring) {}

    /** Returns the kept state of this origin; nothing when it is damaged. */
    Optional<Held> held(String upstream) {
        return sql
                .fetch(
                        "select state, keys from mirror_state where upstream = {0} and hash = " + HASH,
                        DSL.val(upstream))
                .stream()
                .map(row -> held(row.get(0, String.class), row.get(1, String.class)))
                .findFirst();
    }

    private static Held held(String state, String keys) {
        return new Held(
                SignedState.read(bytes(state), "the state in the database"),
                keys.isEmpty() ? Optional.empty() : Optional.of(KeyRing.read(bytes(keys), "the keys in the database")));
    }

    /** Replaces the kept state. */
    void keep(String upstream, SignedState state, Optional<KeyRing> ring) {
        sql.transaction(transaction -> {
            transaction.dsl().execute("delete from mirror_state");
            transaction
                    .dsl()
                    .execute(
                            "insert into mirror_state (upstream, state, keys, hash) select upstream, state, keys, "
                                    + HASH + " from (values ({0}, {1}, {2})) told (upstream, state, keys)",
                            DSL.val(upstream),
                            DSL.val(text(state.bytes())),
                            DSL.val(ring.map(KeyRing::bytes)
                                    .map(MirrorStateStore::text)
                                    .orElse("")));
        });
    }

    /** Deletes the kept state: a database that is filled from a folder relays no origin. */
    void clear() {
        sql.execute("delete from mirror_state");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}

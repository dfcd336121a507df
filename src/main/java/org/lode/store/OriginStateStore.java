package org.lode.store;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.lode.model.Sha256;
import org.lode.query.ReadStore;
import org.lode.release.KeyRing;
import org.lode.release.Manifest;
import org.lode.release.Releases;
import org.lode.release.SignedState;
import org.lode.store.InspectionStore.Damage;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The table {@code mirror_state}: the last state of the origin that this server mirrors, beside the hash of its row. */
public final class OriginStateStore {
    /** What the column {@code hash} holds. */
    private static final String HASH = "sha256(convert_to(upstream || ' ' || state || ' ' || keys, 'UTF8'))";

    private final DSLContext sql;

    OriginStateStore(DSLContext sql) {
        this.sql = sql;
    }

    /** Returns the row when its hash is not that of its content. */
    List<Damage> damages() {
        return sql.resultQuery("select upstream, hash from {0} where hash <> " + HASH, table())
                .fetch(row -> new Damage.Row(
                        "mirror_state",
                        row.get(0, String.class),
                        "hash %s (expected: that of what it says)".formatted(Sha256.hex(row.get(1, byte[].class)))));
    }

    /** Deletes the row: the origin gives its state again. */
    void delete() {
        sql.execute("delete from {0}", table());
    }

    private Table<?> table() {
        return RebuildStore.real(sql, "mirror_state");
    }

    /** The state and the keys as the origin sent them; the keys are empty when nobody signs. */
    public record OriginState(String state, String keys) {

        /** Returns whether the state names a release that this database holds. */
        public boolean isHeld(Releases releases) {
            Manifest.Previous newest = SignedState.read(
                            state.getBytes(StandardCharsets.UTF_8), "the state in the database")
                    .content()
                    .newest()
                    .link();
            return releases.find(newest.sequence())
                    .filter(held -> held.release().root().equals(newest.root())
                            && held.release().manifestSha256().equals(newest.manifestSha256()))
                    .isPresent();
        }
    }

    /** Reads the state for requests. */
    @Component
    public static final class Reader {
        private final ReadStore store;

        Reader(ReadStore store) {
            this.store = store;
        }

        /** Reads the last state; empty at a server that is no mirror, or when the row is damaged. */
        public Mono<Optional<OriginState>> read() {
            return store.read(
                            DSL.resultQuery("select state, keys from mirror_state where hash = " + HASH),
                            row -> new OriginState(Columns.text(row, 0), Columns.text(row, 1)))
                    .next()
                    .map(Optional::of)
                    .defaultIfEmpty(Optional.empty());
        }
    }

    /** The last valid state of an origin whose release the database holds. Mirrors of this mirror get it. */
    public static final class Writer {
        private final DSLContext sql;

        public Writer(DataSource loading) {
            this.sql = DSL.using(loading, SQLDialect.POSTGRES);
        }

        /** A state, and the keys that came with it: empty when nobody signed. */
        public record Held(SignedState state, Optional<KeyRing> ring) {}

        /** Returns the kept state of this origin; nothing when it is damaged. */
        public Optional<Held> held(String upstream) {
            return sql
                    .fetch("select state, keys from mirror_state where upstream = ? and hash = " + HASH, upstream)
                    .stream()
                    .map(row -> held(row.get(0, String.class), row.get(1, String.class)))
                    .findFirst();
        }

        private static Held held(String state, String keys) {
            Optional<KeyRing> ring = Optional.of(keys)
                    .filter(text -> !text.isEmpty())
                    .map(text -> KeyRing.read(bytes(text), "the keys in the database"));
            return new Held(SignedState.read(bytes(state), "the state in the database"), ring);
        }

        /** Replaces the kept state. */
        public void keep(String upstream, SignedState state, Optional<KeyRing> ring) {
            String keys = ring.map(KeyRing::bytes).map(Writer::text).orElse("");
            sql.transaction(transaction -> {
                transaction.dsl().execute("delete from mirror_state");
                transaction
                        .dsl()
                        .execute(
                                "insert into mirror_state (upstream, state, keys, hash) select upstream, state, keys, "
                                        + HASH + " from (values (?, ?, ?)) given (upstream, state, keys)",
                                upstream,
                                text(state.bytes()),
                                keys);
            });
        }

        /** Deletes the kept state: a database that is filled from a folder relays no origin. */
        public void clear() {
            sql.execute("delete from mirror_state");
        }

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        private static String text(byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}

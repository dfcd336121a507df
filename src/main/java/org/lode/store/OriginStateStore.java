package org.lode.store;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.lode.model.Sha256;
import org.lode.query.ReadStore;
import org.lode.release.Releases;
import org.lode.release.SignedState;
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
            SignedState.Newest newest = SignedState.read(
                            state.getBytes(StandardCharsets.UTF_8), "the state in the database")
                    .newest();
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
                            row -> new OriginState(
                                    Objects.requireNonNull(row.get(0, String.class)),
                                    Objects.requireNonNull(row.get(1, String.class))))
                    .collectList()
                    .map(rows -> rows.stream().findFirst());
        }
    }
}

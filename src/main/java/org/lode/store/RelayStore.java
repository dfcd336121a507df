package org.lode.store;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.jooq.impl.DSL;
import org.lode.query.ReadStore;
import org.lode.release.Releases;
import org.lode.release.SignedState;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What the origin of this server told, where this server is a mirror itself. */
@Component
public final class RelayStore {
    private final ReadStore store;

    RelayStore(ReadStore store) {
        this.store = store;
    }

    /** The state and the keys as they came; the keys are empty when nobody signs. */
    public record Relayed(String state, String keys) {

        /** Whether the state is of a release that this database holds. */
        public boolean isHeld(Releases releases) {
            SignedState.Newest told = SignedState.read(
                            state.getBytes(StandardCharsets.UTF_8), "the state in the database")
                    .newest();
            return releases.find(told.sequence())
                    .filter(held -> held.release().root().equals(told.root())
                            && held.release().manifestSha256().equals(told.manifestSha256()))
                    .isPresent();
        }
    }

    /** What was told last; nothing at a server that is no mirror, or when it is damaged. */
    public Mono<Optional<Relayed>> read() {
        return store.read(
                        DSL.resultQuery("select state, keys from mirror_state"
                                + " where hash = sha256(convert_to(upstream || ' ' || state || ' ' || keys, 'UTF8'))"),
                        row -> new Relayed(
                                Objects.requireNonNull(row.get(0, String.class)),
                                Objects.requireNonNull(row.get(1, String.class))))
                .collectList()
                .map(rows -> rows.stream().findFirst());
    }
}

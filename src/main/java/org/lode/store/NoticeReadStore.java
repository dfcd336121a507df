package org.lode.store;

import java.util.Objects;
import org.jooq.impl.DSL;
import org.lode.query.ReadStore;
import org.lode.release.Notices;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What was told of releases that were withdrawn and of records that were redacted. */
@Component
public final class NoticeReadStore {
    private final ReadStore store;

    NoticeReadStore(ReadStore store) {
        this.store = store;
    }

    /** All that was told until now. */
    public Mono<Notices> read() {
        return store.read(
                        DSL.resultQuery("select line from notice order by n"),
                        row -> Objects.requireNonNull(row.get(0, String.class)))
                .collectList()
                .map(lines -> Notices.of(lines, "the notices in the database"));
    }
}

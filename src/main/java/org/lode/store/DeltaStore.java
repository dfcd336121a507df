package org.lode.store;

import java.util.Objects;
import org.jooq.impl.DSL;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.query.ReadStore;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/** Reads the lines of each release's delta as they were published, without header and footer. */
@Component
public final class DeltaStore {
    private final ReadStore store;

    DeltaStore(ReadStore store) {
        this.store = store;
    }

    private record Line(int n, String text) {}

    /** The lines of a release in their order, without line feeds; fails at one that is missing. */
    public Flux<String> lines(int sequence) {
        return Chunks.<Line>rows(last -> {
                    int after = last.map(Line::n).orElse(0);
                    return store.read(
                                    DSL.resultQuery(
                                            "select n, line from change_log where seq = {0} and n > {1} order by n limit {2}",
                                            DSL.val(sequence), DSL.val(after), DSL.val(Chunks.ROWS)),
                                    row -> {
                                        int n = Objects.requireNonNull(row.get(0, Integer.class));
                                        String line = row.get(1, String.class);
                                        if (line == null) {
                                            throw new DatasetDamaged(
                                                    "change_log %d/%d: no line (expected: one)".formatted(sequence, n));
                                        }
                                        return new Line(n, line);
                                    })
                            .collectList();
                })
                .map(Line::text);
    }
}

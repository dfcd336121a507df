package org.lode.store;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Another name of {@link Chunks#rows}. */
final class Portions {
    static final int ROWS = Chunks.ROWS;

    private Portions() {}

    static <T> Flux<T> rows(Function<Optional<T>, Mono<List<T>>> page) {
        return Chunks.rows(page);
    }
}

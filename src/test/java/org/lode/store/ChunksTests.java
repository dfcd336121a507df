package org.lode.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A million rows, of which few are in memory at any time. */
class ChunksTests {
    private static final int ALL = 1_000_000;
    private final AtomicInteger pages = new AtomicInteger();

    @Test
    void noMoreIsReadThanIsTaken() {
        AtomicInteger taken = new AtomicInteger();
        BaseSubscriber<byte[]> slow = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                subscription.request(1);
            }

            @Override
            protected void hookOnNext(byte[] portion) {
                taken.incrementAndGet();
            }
        };
        Chunks.bytes(rows().map("row %d"::formatted)).subscribe(slow);
        assertThat(taken).hasValue(1);
        int atFirst = pages.get();
        assertThat(atFirst).isLessThan(50);
        slow.request(10);
        assertThat(taken).hasValue(11);
        assertThat(pages.get()).isGreaterThan(atFirst).isLessThan(500);
        slow.cancel();
    }

    @Test
    void everyRowComesOnceInItsOrder() {
        int counted = Objects.requireNonNull(rows().reduce(0, (last, row) -> {
                    assertThat(row).isEqualTo(last + 1);
                    return row;
                })
                .block());
        assertThat(counted).isEqualTo(ALL);
        assertThat(pages).hasValue(ALL / Chunks.ROWS + 1);
    }

    @Test
    void whatFailsAtItsEndIsNotOutAsAWhole() {
        AtomicInteger out = new AtomicInteger();
        Flux<String> lines =
                Flux.just("a".repeat(20_000), "b".repeat(20_000)).concatWith(Mono.error(new IllegalStateException()));
        Chunks.bytes(lines)
                .doOnNext(portion -> out.addAndGet(portion.length))
                .onErrorComplete()
                .blockLast();
        assertThat(out).hasValue(20_001);
    }

    private Flux<Integer> rows() {
        return Chunks.rows(this::page);
    }

    private Mono<List<Integer>> page(Optional<Integer> last) {
        return Mono.fromSupplier(() -> {
            pages.incrementAndGet();
            int from = last.orElse(0) + 1;
            return IntStream.range(from, Math.min(from + Chunks.ROWS, ALL + 1))
                    .boxed()
                    .toList();
        });
    }
}

package org.lode.files;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.model.DatasetDamaged;
import org.lode.model.Pivot;
import org.lode.query.ChangeListing;
import org.lode.query.ChangeStore;
import org.lode.query.CopyQuery;
import org.lode.query.ListStore;
import org.lode.query.Listing;
import org.lode.query.PivotCopyQuery;
import org.lode.query.ReadStore;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads the rows of exports, a portion at a time. */
@Component
public final class ExportStore {
    /** Few at first, so that the first come at once. */
    private static final int FIRST = 100;

    private static final int MOST = 20_000;

    /** Files that are made at one time share these rows, so that many slow clients do not fill the memory. */
    private static final int SHARED = 60_000;

    /** So many rows of a file go out at first whether the client reads or not, and tell nothing of how fast it is. */
    private static final int UNREAD = 8_000;

    private static final int MOST_UNREAD = 1_600;

    /** A client that takes longer for a portion gets smaller ones, so that little waits for it in memory. */
    private static final Duration LONG = Duration.ofMillis(500);

    /** Nobody waits longer for the first row because rows are counted. */
    private static final Duration SOON = Duration.ofMillis(150);

    private final DataPackage data;
    private final ReadStore store;
    private final ListStore lists;
    private final ChangeStore changes;
    private final CopyStore copies;
    private final AtomicInteger active = new AtomicInteger();

    ExportStore(DataPackage data, ReadStore store, ListStore lists, ChangeStore changes, CopyStore copies) {
        this.data = data;
        this.store = store;
        this.lists = lists;
        this.changes = changes;
        this.copies = copies;
    }

    /** How many rows a listing has; nothing when that cannot be told soon. */
    public Mono<Optional<Long>> count(Listing listing) {
        return soon(lists.totals(listing, List.of(), List.of(""))
                .map(totals -> Objects.requireNonNull(totals.get("")).count()));
    }

    /** The same of a list of changes: of one record, or of all when the id is empty. */
    public Mono<Optional<Long>> count(ChangeListing listing, String parent) {
        return soon(changes.count(listing, parent));
    }

    private static Mono<Optional<Long>> soon(Mono<Long> count) {
        return count.map(Optional::of).timeout(SOON, Mono.just(Optional.empty()));
    }

    /** The years that a pivot of a listing has columns for, from the first on. */
    public Mono<List<Integer>> years(Listing listing, Pivot pivot) {
        return store.read(
                        PivotCopyQuery.years(data, listing, pivot),
                        row -> Objects.requireNonNull(row.get(0, Integer.class)))
                .collectList();
    }

    /** All rows; fails at the end unless there are as many as were counted. */
    public Flux<Portion> rows(Rows rows, Optional<Long> counted) {
        return Flux.defer(() -> rows(rows, new Course(FIRST), counted));
    }

    /** The same of rows of which many cost hardly more than few, and which nobody counts. */
    public Flux<Portion> grouped(Rows rows) {
        return Flux.defer(() -> rows(rows, new Course(MOST), Optional.empty()));
    }

    private Flux<Portion> rows(Rows rows, Course course, Optional<Long> counted) {
        active.incrementAndGet();
        return portion(rows, course)
                .expand(last -> last.last() == null ? Mono.empty() : portion(rows, course))
                .concatWith(Mono.defer(() -> check(course.rows, counted)))
                .doFinally(end -> active.decrementAndGet());
    }

    /** What reads the rows behind a position, which is null before the first. */
    @FunctionalInterface
    public interface Rows {
        CopyQuery after(DataPackage data, @Nullable List<@Nullable String> position);
    }

    private static Mono<Portion> check(long rows, Optional<Long> counted) {
        return counted.orElse(rows) == rows
                ? Mono.empty()
                : Mono.error(new DatasetDamaged(
                        "an export: %d rows came (expected: %d)".formatted(rows, counted.orElse(rows))));
    }

    private Mono<Portion> portion(Rows rows, Course course) {
        return Mono.defer(() -> copies.read(
                        rows.after(data, course.position),
                        course.next(SHARED / Math.max(1, active.get())),
                        course.rows > 0))
                .doOnNext(course::add);
    }

    /** How far the reading of one listing has come, and how fast it is taken. */
    private static final class Course {
        private final int fewest;
        private long rows;
        private int asked;
        private long came = System.nanoTime();
        private @Nullable List<@Nullable String> position;

        Course(int fewest) {
            this.fewest = fewest;
            this.asked = fewest / 4;
        }

        /** How many rows to ask for now: no more than the share of this file, but no fewer than the fewest. */
        int next(int share) {
            boolean late = System.nanoTime() - came > LONG.toNanos();
            int most = Math.max(fewest, Math.min(share, rows < UNREAD ? MOST_UNREAD : MOST));
            asked = late ? Math.max(fewest, asked / 4) : Math.min(most, 4 * asked);
            return asked;
        }

        void add(Portion portion) {
            rows += portion.rows();
            position = portion.last();
            came = System.nanoTime();
        }
    }
}

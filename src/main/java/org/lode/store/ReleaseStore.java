package org.lode.store;

import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.lode.model.Sha256;
import org.lode.query.ReadStore;
import org.lode.release.Manifest;
import org.lode.release.Notices;
import org.lode.release.Release;
import org.lode.release.Releases;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcConnectionDetails;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The releases that this database holds, their notices and repairs. What was read once is kept, since none ever changes. */
@Component
public final class ReleaseStore {
    private static final Logger LOG = LoggerFactory.getLogger(ReleaseStore.class);
    private static final JsonMapper JSON = JsonMapper.shared();

    /** The channel on which PostgreSQL notifies of new releases. */
    public static final String CHANNEL = "lode_release";

    /** How long a thread that has written waits until it can read that. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ReadStore store;
    private final Sinks.Many<Releases.Entry> published =
            Sinks.many().multicast().directBestEffort();

    /** Whether the database notifies this node of new releases. */
    private volatile boolean listening;

    private final AtomicReference<Releases> known = new AtomicReference<>(Releases.NONE);

    ReleaseStore(ReadStore store) {
        this.store = store;
    }

    /** Returns all releases there are now. Reads them only while the database does not notify of new ones. */
    public Mono<Releases> current() {
        Releases now = now();
        return now != null ? Mono.just(now) : read();
    }

    /**
     * Reads what the calling thread has written, so that it is served from now on. When the database does not answer, what is new
     * comes with the notification.
     */
    public void refresh() {
        read().timeout(PATIENCE).onErrorComplete().block();
    }

    /** Returns all releases there are now; null when the database has to be read. */
    public @Nullable Releases now() {
        return listening ? known.get() : null;
    }

    /** Returns the releases that were read last. */
    public Releases known() {
        return known.get();
    }

    /** Emits the releases that are published from now on, when this node reads them. */
    public Flux<Releases.Entry> published() {
        return published.asFlux();
    }

    /** Reads all releases there are now: one statement that reads only what was not known yet. */
    Mono<Releases> read() {
        Releases before = known.get();
        return store.read(newerThan(before), ReleaseStore::row)
                .collectList()
                .map(newer -> newer.isEmpty() ? before : extend(before, newer));
    }

    /** One row of what is new: a release, the line of a notice, or a repair. */
    private sealed interface Row {
        record OfRelease(Releases.Entry entry) implements Row {}

        record OfNotice(String line) implements Row {}

        record OfRepair(int n) implements Row {}
    }

    private Releases extend(Releases before, List<Row> newer) {
        List<Releases.Entry> all = new ArrayList<>(before.entries());
        List<String> lines = new ArrayList<>(before.notices().lines());
        int repairs = before.repairs();
        for (Row row : newer) {
            switch (row) {
                case Row.OfRelease release -> all.add(release.entry());
                case Row.OfNotice notice -> lines.add(notice.line());
                case Row.OfRepair repair -> repairs = repair.n();
            }
        }
        Releases extended = new Releases(List.copyOf(all), Notices.of(lines, "the notices in the database"), repairs);
        Releases held = known.getAndAccumulate(extended, Releases::joined);
        publish(held, extended);
        return extended;
    }

    /** Emits each release once, no matter which request read it first. The releases that are there at the start are not emitted. */
    private void publish(Releases held, Releases extended) {
        int old = held.entries().isEmpty()
                ? extended.entries().size()
                : held.entries().size();
        extended.entries().stream().skip(old).forEach(entry -> {
            synchronized (published) {
                published.tryEmitNext(entry);
            }
        });
    }

    private static Query newerThan(Releases known) {
        return DSL.resultQuery(
                """
                select sequence, version, schema_version, root, previous_root, manifest_sha256, published_at,
                       coalesce(notes, ''), (manifest -> 'counts')::text, (manifest -> 'reasons')::text, null as line
                from release where sequence > {0}
                union all
                select n, null, null, null, null, null, null, null, null, null, line from notice where n > {1}
                union all
                select n, null, null, null, null, null, null, null, null, null, null from repair where n > {2}
                order by sequence
                """, DSL.val(known.entries().size()), DSL.val(known.notices().count()), DSL.val(known.repairs()));
    }

    private static Row row(Readable row) {
        String line = row.get(10, String.class);
        if (line != null) {
            return new Row.OfNotice(line);
        }
        int n = Columns.whole(row, 0);
        return row.get(1, String.class) == null ? new Row.OfRepair(n) : new Row.OfRelease(entry(row, n));
    }

    private static Releases.Entry entry(Readable row, int sequence) {
        byte[] previous = row.get(4, byte[].class);
        Release release = new Release(
                sequence,
                Columns.text(row, 1),
                Columns.text(row, 2),
                Columns.hex(row, 3),
                previous == null ? null : Sha256.hex(previous),
                Columns.hex(row, 5),
                Columns.get(row, 6, OffsetDateTime.class).toInstant(),
                Columns.text(row, 7));
        SortedMap<String, Manifest.Counts> counts = JSON.readValue(Columns.text(row, 8), new TypeReference<>() {});
        SortedMap<String, Integer> reasons = JSON.readValue(Columns.text(row, 9), new TypeReference<>() {});
        return new Releases.Entry(
                release,
                counts.entrySet().stream()
                        .map(of -> Releases.RecordCount.of(of.getKey(), of.getValue()))
                        .toList(),
                reasons.entrySet().stream()
                        .map(of -> new Releases.ReasonCount(of.getKey(), of.getValue()))
                        .toList());
    }

    /**
     * Reads the releases whenever PostgreSQL notifies of a new one, over a connection of its own.
     *
     * <p>While the database cannot notify (it is out of reach, or it is a replica), every operation reads them itself. This class
     * then reads once a second, for those who wait for a new release.
     */
    @Component
    static final class Listener implements SmartLifecycle {
        private static final Duration INTERVAL = Duration.ofSeconds(1);

        private final PostgresqlConnectionFactory connections;
        private final ReleaseStore store;
        private @Nullable Disposable running;

        Listener(R2dbcConnectionDetails reading, ReleaseStore store) {
            this.connections = Connections.single(reading.getConnectionFactoryOptions());
            this.store = store;
        }

        @Override
        public void start() {
            running = notified()
                    .doOnError(lost -> LOG.debug("the database does not tell of new releases", lost))
                    // Operations read from here on, until it notifies again.
                    .doFinally(end -> store.listening = false)
                    .onErrorResume(lost -> store.read().onErrorComplete().thenMany(Flux.empty()))
                    .repeatWhen(ends -> ends.delayElements(INTERVAL))
                    .subscribe();
        }

        /** Reads once when the server listens, since a release may have come before, and then at each notification. */
        private Flux<Releases> notified() {
            return Flux.usingWhen(
                            connections.create(),
                            Listener::notifications,
                            // One that is lost cannot be closed in good order.
                            connection -> connection.close().onErrorComplete())
                    .concatMap(notification -> store.read().doOnNext(known -> store.listening = true));
        }

        /**
         * Emits an empty text once the server listens, then each payload. Ends with an error within two seconds when the
         * connection is lost, and at once where the server cannot listen, such as a replica.
         */
        private static Flux<String> notifications(PostgresqlConnection connection) {
            Flux<String> listening = connection
                    .createStatement("listen " + CHANNEL)
                    .execute()
                    .flatMap(result -> result.getRowsUpdated())
                    .thenMany(Flux.just(""));
            Flux<String> payloads = connection
                    .getNotifications()
                    .map(notification -> notification.getParameter() == null ? "" : notification.getParameter());
            return Flux.merge(payloads, listening, lost(connection));
        }

        /** Emits nothing, and an error once the connection does not answer. */
        private static Flux<String> lost(PostgresqlConnection connection) {
            return Flux.interval(INTERVAL)
                    .concatMap(
                            tick -> connection.validate(ValidationDepth.REMOTE).timeout(INTERVAL))
                    .flatMap(alive ->
                            alive ? Mono.<String>empty() : Mono.error(new IllegalStateException("connection lost")));
        }

        @Override
        public void stop() {
            if (running != null) {
                running.dispose();
                running = null;
            }
        }

        @Override
        public boolean isRunning() {
            return running != null;
        }
    }
}

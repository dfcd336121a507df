package org.lode.store;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.lode.query.ReadStore;
import org.lode.release.Notices;
import org.lode.release.Release;
import org.lode.release.Releases;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The releases that this database holds, their notices and repairs. What was read once is kept: none ever changes. */
@Component
public final class ReleaseStore {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HexFormat HEX = HexFormat.of();

    /** Where the database tells of new releases. */
    public static final String CHANNEL = "lode_release";

    private final ReadStore store;
    private final Sinks.Many<Releases.Entry> published =
            Sinks.many().multicast().directBestEffort();
    private volatile boolean told;
    private final AtomicReference<Releases> known = new AtomicReference<>(Releases.NONE);

    ReleaseStore(ReadStore store) {
        this.store = store;
    }

    /** All releases there are now: known without asking as long as the database tells of new ones. */
    public Mono<Releases> current() {
        Releases now = now();
        return now != null ? Mono.just(now) : read();
    }

    /** All releases there are now; null when the database has to be asked. */
    public @Nullable Releases now() {
        return told ? known.get() : null;
    }

    /** The releases that were known when this node was last told, or asked. */
    public Releases known() {
        return known.get();
    }

    /** The releases that are published from now on, as this node hears of them. */
    public Flux<Releases.Entry> published() {
        return published.asFlux();
    }

    /** Notes whether the database tells of new releases. */
    void told(boolean tells) {
        told = tells;
    }

    /** Asks for all releases there are now: one statement that reads only what was not known yet. */
    Mono<Releases> read() {
        Releases before = known.get();
        return store.read(newerThan(before), ReleaseStore::news)
                .collectList()
                .map(newer -> newer.isEmpty() ? before : extend(before, newer));
    }

    /** One row: a release, the line of a notice, or a repair. */
    private sealed interface News {
        record OfRelease(Releases.Entry entry) implements News {}

        record OfNotice(String line) implements News {}

        record OfRepair(int n) implements News {}
    }

    private Releases extend(Releases before, List<News> newer) {
        List<Releases.Entry> all = new ArrayList<>(before.entries());
        List<String> lines = new ArrayList<>(before.notices().lines());
        int repairs = before.repairs();
        for (News each : newer) {
            switch (each) {
                case News.OfRelease release -> all.add(release.entry());
                case News.OfNotice notice -> lines.add(notice.line());
                case News.OfRepair repair -> repairs = repair.n();
            }
        }
        Releases extended = new Releases(List.copyOf(all), Notices.of(lines, "the notices in the database"), repairs);
        Releases held = known.getAndAccumulate(extended, Releases::joined);
        tell(held, extended);
        return extended;
    }

    /** Tells of each release once, whoever read it first; what is there at the start is no news. */
    private void tell(Releases held, Releases extended) {
        int news = held.entries().isEmpty()
                ? extended.entries().size()
                : held.entries().size();
        extended.entries().stream().skip(news).forEach(entry -> {
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

    private static News news(Readable row) {
        String line = row.get(10, String.class);
        if (line != null) {
            return new News.OfNotice(line);
        }
        return row.get(1, String.class) == null
                ? new News.OfRepair(Objects.requireNonNull(row.get(0, Integer.class)))
                : new News.OfRelease(entry(row));
    }

    private static Releases.Entry entry(Readable row) {
        Release release = new Release(
                Objects.requireNonNull(row.get(0, Integer.class)),
                text(row, 1),
                text(row, 2),
                Objects.requireNonNull(hex(row, 3)),
                hex(row, 4),
                Objects.requireNonNull(hex(row, 5)),
                instant(row, 6),
                text(row, 7));
        return new Releases.Entry(release, counts(JSON.readTree(text(row, 8))), reasons(JSON.readTree(text(row, 9))));
    }

    private static List<Releases.RecordCount> counts(JsonNode counts) {
        return counts.properties().stream()
                .map(type -> new Releases.RecordCount(
                        type.getKey(),
                        type.getValue().path("total").asInt(),
                        type.getValue().path("added").asInt(),
                        type.getValue().path("modified").asInt(),
                        type.getValue().path("removed").asInt(),
                        type.getValue().path("merged").asInt()))
                .sorted(Comparator.comparing(Releases.RecordCount::type))
                .toList();
    }

    private static List<Releases.ReasonCount> reasons(JsonNode reasons) {
        return reasons.properties().stream()
                .map(reason -> new Releases.ReasonCount(
                        reason.getKey(), reason.getValue().asInt()))
                .sorted(Comparator.comparing(Releases.ReasonCount::reason))
                .toList();
    }

    private static String text(Readable row, int at) {
        return Objects.requireNonNull(row.get(at, String.class));
    }

    private static Instant instant(Readable row, int at) {
        return Objects.requireNonNull(row.get(at, OffsetDateTime.class)).toInstant();
    }

    private static @Nullable String hex(Readable row, int at) {
        byte[] bytes = row.get(at, byte[].class);
        return bytes == null ? null : HEX.formatHex(bytes);
    }
}

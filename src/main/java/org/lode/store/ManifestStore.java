package org.lode.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.r2dbc.spi.Readable;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Query;
import org.jooq.Record2;
import org.jooq.Record5;
import org.jooq.SelectConditionStep;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Sha256;
import org.lode.query.ReadStore;
import org.lode.release.Manifest;
import org.lode.release.Manifest.Published;
import org.lode.release.Release;
import org.lode.release.ReleaseReader;
import org.lode.store.InspectionStore.Damage;
import org.lode.store.InspectionStore.Originals;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The table {@code release}: which releases the database holds, their manifests, and the lock for changes. */
public final class ManifestStore {
    private static final long LOCK = 0x4c6f6465L;
    private static final Table<?> RELEASE = DSL.table(DSL.name("release"));
    private static final Field<Integer> SEQUENCE = Columns.column("sequence", SQLDataType.INTEGER);
    private static final Field<String> VERSION = Columns.column("version", SQLDataType.CLOB);
    private static final Field<byte[]> MANIFEST_SHA256 = Columns.column("manifest_sha256", SQLDataType.BLOB);
    private static final Field<JSONB> MANIFEST = Columns.column("manifest", SQLDataType.JSONB);
    private static final Field<Boolean> DERIVED = Columns.column("derived", SQLDataType.BOOLEAN);
    private static final List<Field<?>> COLUMNS = List.of(
            SEQUENCE,
            VERSION,
            Columns.column("schema_version", SQLDataType.CLOB),
            Columns.column("root", SQLDataType.BLOB),
            Columns.column("previous_root", SQLDataType.BLOB),
            MANIFEST_SHA256,
            Columns.column("published_at", SQLDataType.OFFSETDATETIME),
            Columns.column("notes", SQLDataType.CLOB),
            MANIFEST,
            DERIVED);

    private final DSLContext sql;

    ManifestStore(DSLContext sql) {
        this.sql = sql;
    }

    /** Waits until no other node changes releases, and keeps the others waiting until the transaction ends. */
    void lock() {
        sql.fetch("select pg_advisory_xact_lock(?)", LOCK);
    }

    /** Returns the newest release that the database holds. */
    Optional<Published> newest() {
        return published(DSL.trueCondition()).orderBy(SEQUENCE.desc()).limit(1).fetchOptional(ManifestStore::published);
    }

    /** Returns the releases whose changes were derived by comparing states. */
    List<Published> derived() {
        return published(DSL.condition(DERIVED)).orderBy(SEQUENCE).fetch(ManifestStore::published);
    }

    private SelectConditionStep<Record2<JSONB, byte[]>> published(Condition which) {
        return sql.select(MANIFEST, MANIFEST_SHA256).from(RELEASE).where(which);
    }

    private static Published published(Record2<JSONB, byte[]> row) {
        return ReleaseReader.stored(row.value1().data(), Sha256.hex(row.value2()));
    }

    /** Notes that the changes of a release are those that were published, and no longer derived. */
    void clearDerived(Manifest release) {
        sql.execute("update release set derived = false where sequence = ?", release.sequence());
    }

    /** Writes that the database holds this release, and notifies every node. */
    void insert(Published release, boolean derived) {
        Manifest manifest = release.manifest();
        Manifest.Previous previous = manifest.previous();
        sql.insertInto(RELEASE, COLUMNS)
                .values(
                        manifest.sequence(),
                        manifest.version(),
                        manifest.schemaVersion(),
                        Sha256.bytes(manifest.root()),
                        previous == null ? null : Sha256.bytes(previous.root()),
                        Sha256.bytes(release.manifestSha256()),
                        manifest.publishedAt().atOffset(ZoneOffset.UTC),
                        manifest.notes(),
                        JSONB.valueOf(release.text()),
                        derived)
                .execute();
        notifyNodes(manifest.version());
    }

    /**
     * Notes that rows were repaired. Every server on this database drops its caches once the transaction is committed.
     *
     * @param rows how many
     */
    void noteRepair(int rows) {
        sql.execute("insert into repair (n, at, rows) select coalesce(max(n), 0) + 1, now(), ? from repair", rows);
        notifyNodes("repair");
    }

    /** Has every node that listens read again, once the transaction is committed. */
    void notifyNodes(String payload) {
        sql.fetch("select pg_notify(?, ?)", ReleaseStore.CHANNEL, payload);
    }

    /**
     * A row of the table as it was read; its content may be damaged.
     *
     * @param stored the hash of the manifest that the row holds
     * @param own the hash that its manifest has
     * @param release null when the manifest cannot be read
     */
    private record Row(
            int sequence,
            String version,
            String stored,
            String own,
            boolean derived,
            @Nullable Published release) {
        int position() {
            return release != null && isSound() ? release.manifest().sequence() : sequence;
        }

        boolean isSound() {
            return release != null && stored.equals(own);
        }
    }

    /** Follows the links from the newest release to the first. Fetches manifests that are damaged, unless {@code originals} is null. */
    Chain chain(@Nullable Originals originals) {
        List<Row> rows = rows();
        List<Damage> damages = new ArrayList<>();
        Map<String, Published> byHash = new HashMap<>();
        rows.stream().filter(row -> row.release() != null).forEach(row -> byHash.put(row.own(), row.release()));
        Deque<Published> chain = new ArrayDeque<>();
        Optional<Published> next = rows.stream()
                .max(Comparator.comparingInt(Row::position))
                .flatMap(row -> newest(row, damages, originals));
        while (next.isPresent()) {
            chain.addFirst(next.get());
            Manifest.Previous link = next.get().manifest().previous();
            next = link == null ? Optional.empty() : before(link, byHash, damages, originals);
        }
        return new Chain(List.copyOf(chain), derived(rows, chain), List.copyOf(damages));
    }

    private static Optional<Published> newest(Row row, List<Damage> damages, @Nullable Originals originals) {
        if (row.isSound()) {
            return Optional.ofNullable(row.release());
        }
        String problem = "manifest with SHA-256 %s (expected: %s)".formatted(row.own(), row.stored());
        Set<String> hashes = Set.of(row.stored(), row.own());
        return fetched(new Damage.Manifest(row.version(), hashes, problem), damages, originals);
    }

    private static Optional<Published> before(
            Manifest.Previous link,
            Map<String, Published> byHash,
            List<Damage> damages,
            @Nullable Originals originals) {
        String hash = link.manifestSha256();
        Damage.Manifest damage = new Damage.Manifest(link.version(), Set.of(hash), "no manifest with SHA-256 " + hash);
        return Optional.ofNullable(byHash.get(hash)).or(() -> fetched(damage, damages, originals));
    }

    private static Optional<Published> fetched(
            Damage.Manifest damage, List<Damage> damages, @Nullable Originals originals) {
        damages.add(damage);
        if (originals == null) {
            return Optional.empty();
        }
        byte[] bytes = originals.manifest(damage.version());
        String hash = Sha256.hexOf(bytes);
        if (!damage.hashes().contains(hash)) {
            throw new DatasetDamaged("%s: the origin's manifest has SHA-256 %s (expected: %s)"
                    .formatted(damage.line(), hash, String.join(" or ", damage.hashes())));
        }
        return Optional.of(ReleaseReader.stored(new String(bytes, StandardCharsets.UTF_8), hash));
    }

    private List<Row> rows() {
        return sql.select(SEQUENCE, VERSION, MANIFEST_SHA256, MANIFEST, DERIVED)
                .from(RebuildStore.real(sql, "release"))
                .fetch(ManifestStore::row);
    }

    private static Row row(Record5<Integer, String, byte[], JSONB, Boolean> row) {
        String text = row.value4().data();
        String own = "";
        Published release = null;
        try {
            own = ReleaseReader.storedHash(text);
            release = ReleaseReader.stored(text, own);
        } catch (DatasetDamaged | IllegalArgumentException e) {
            // It is no manifest any more. Its hash shows that.
        }
        return new Row(row.value1(), row.value2(), Sha256.hex(row.value3()), own, row.value5(), release);
    }

    private static Set<Integer> derived(List<Row> rows, Deque<Published> chain) {
        Set<String> versions =
                rows.stream().filter(Row::derived).map(Row::version).collect(Collectors.toSet());
        return chain.stream()
                .map(Published::manifest)
                .filter(manifest -> versions.contains(manifest.version()))
                .map(Manifest::sequence)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Reads manifests for requests. Keeps the last ones, since none ever changes. */
    @Component
    public static final class Reader {
        private static final int CACHED = 32;

        private final ReadStore store;
        private final Cache<String, StoredManifest> cached =
                Caffeine.newBuilder().maximumSize(CACHED).build();

        Reader(ReadStore store) {
            this.store = store;
        }

        /** Returns the manifest of a release that this database holds. */
        public Mono<StoredManifest> of(Release release) {
            Query query = DSL.resultQuery(
                    "select manifest::text, manifest_sha256, derived from release where sequence = ?",
                    release.sequence());
            return Mono.justOrEmpty(cached.getIfPresent(release.manifestSha256()))
                    .switchIfEmpty(Mono.defer(
                            () -> store.read(query, Reader::manifest).single().doOnNext(this::cache)));
        }

        private static StoredManifest manifest(Readable row) {
            return StoredManifest.of(Columns.text(row, 0), Columns.hex(row, 1), Columns.get(row, 2, Boolean.class));
        }

        /** A manifest whose delta is still awaited reads differently once the delta is there. */
        private void cache(StoredManifest read) {
            if (!read.derived()) {
                cached.put(read.sha256(), read);
            }
        }
    }

    /**
     * The releases that a database holds, each linked to the one before by the hash of its manifest.
     *
     * @param releases the oldest first; all of them when nothing is damaged
     * @param derived sequences of those whose changes are marked as derived from states
     * @param damages manifests that have to be fetched to make the chain whole
     */
    record Chain(List<Published> releases, Set<Integer> derived, List<Damage> damages) {

        /** Returns this chain without the mark on these releases: their changes are proved to be those that were published. */
        Chain with(Set<Integer> proved) {
            Set<Integer> left = new HashSet<>(derived);
            left.removeAll(proved);
            return new Chain(releases, Set.copyOf(left), damages);
        }

        boolean isDerived(Published release) {
            return derived.contains(release.manifest().sequence());
        }
    }

    /**
     * A manifest as it was published.
     *
     * @param derived whether its changes were derived from whole states, so that there is no delta
     */
    public record StoredManifest(Published published, boolean derived) {

        /** Reads a manifest that was stored as this JSON. Fails unless its file has the hash that was stored with it. */
        static StoredManifest of(String json, String sha256, boolean derived) {
            return new StoredManifest(ReleaseReader.stored(json, sha256), derived);
        }

        public Manifest manifest() {
            return published.manifest();
        }

        public String sha256() {
            return published.manifestSha256();
        }

        public byte[] bytes() {
            return (published.text() + "\n").getBytes(StandardCharsets.UTF_8);
        }

        public String version() {
            return manifest().version();
        }

        public int sequence() {
            return manifest().sequence();
        }
    }
}

package org.lode.store;

import java.nio.charset.StandardCharsets;
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
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.Record5;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Sha256;
import org.lode.release.Manifest;
import org.lode.release.Manifest.Published;
import org.lode.release.ReleaseReader;

/** The manifests within the database, held against the hashes that name them. */
final class ManifestStore {
    private final DSLContext sql;

    ManifestStore(DSLContext sql) {
        this.sql = sql;
    }

    /**
     * A row of the table.
     *
     * @param told the hash that the row tells
     * @param own the hash that its manifest has
     * @param release null when the manifest cannot be read
     */
    private record Row(
            int sequence,
            String version,
            String told,
            String own,
            boolean derived,
            @Nullable Published release) {
        int place() {
            return release != null && told.equals(own) ? release.manifest().sequence() : sequence;
        }

        boolean isSound() {
            return release != null && told.equals(own);
        }
    }

    /** Follows the links from the newest release to the first; asks for manifests that are damaged when {@code originals} is there. */
    Chain chain(@Nullable Originals originals) {
        List<Row> rows = rows();
        List<Damage> damages = new ArrayList<>();
        Map<String, Published> byHash = new HashMap<>();
        rows.stream().filter(row -> row.release() != null).forEach(row -> byHash.put(row.own(), row.release()));
        Deque<Published> chain = new ArrayDeque<>();
        Optional<Published> next =
                rows.stream().max(Comparator.comparingInt(Row::place)).flatMap(row -> newest(row, damages, originals));
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
        Damage.Manifest damage = new Damage.Manifest(
                row.version(),
                Set.of(row.told(), row.own()),
                "manifest with SHA-256 %s (expected: %s)".formatted(row.own(), row.told()));
        return fetched(damage, damages, originals);
    }

    private static Optional<Published> before(
            Manifest.Previous link,
            Map<String, Published> byHash,
            List<Damage> damages,
            @Nullable Originals originals) {
        Published held = byHash.get(link.manifestSha256());
        if (held != null) {
            return Optional.of(held);
        }
        String hash = link.manifestSha256();
        return fetched(
                new Damage.Manifest(link.version(), Set.of(hash), "no manifest with SHA-256 " + hash),
                damages,
                originals);
    }

    private static Optional<Published> fetched(
            Damage.Manifest damage, List<Damage> damages, @Nullable Originals originals) {
        damages.add(damage);
        if (originals == null) {
            return Optional.empty();
        }
        byte[] bytes = originals.manifest(damage.version());
        String hash = Sha256.hex(Sha256.of(bytes));
        if (!damage.hashes().contains(hash)) {
            throw new DatasetDamaged("%s: the origin's manifest has SHA-256 %s (expected: %s)"
                    .formatted(damage.line(), hash, String.join(" or ", damage.hashes())));
        }
        return Optional.of(ReleaseReader.stored(new String(bytes, StandardCharsets.UTF_8), hash));
    }

    private List<Row> rows() {
        return sql.select(
                        Columns.column("sequence", SQLDataType.INTEGER),
                        Columns.column("version", SQLDataType.CLOB),
                        Columns.column("manifest_sha256", SQLDataType.BLOB),
                        Columns.column("manifest", SQLDataType.JSONB),
                        Columns.column("derived", SQLDataType.BOOLEAN))
                .from(Shadow.real(sql, "release"))
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
            // Whatever it was: it is no manifest any more, and told by its hash.
        }
        return new Row(row.value1(), row.value2(), Sha256.hex(row.value3()), own, row.value5(), release);
    }

    private static Set<Integer> derived(List<Row> rows, Deque<Published> chain) {
        Set<String> versions = new HashSet<>();
        rows.stream().filter(Row::derived).forEach(row -> versions.add(row.version()));
        Set<Integer> derived = new HashSet<>();
        chain.stream()
                .map(Published::manifest)
                .filter(manifest -> versions.contains(manifest.version()))
                .forEach(manifest -> derived.add(manifest.sequence()));
        return Set.copyOf(derived);
    }
}

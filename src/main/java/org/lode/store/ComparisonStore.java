package org.lode.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Failure.StartFailed;
import org.lode.model.Sha256;
import org.lode.release.CanonicalJson;
import org.lode.release.Delta;
import org.lode.release.JsonFields;
import org.lode.release.Leaf;
import org.lode.release.Lines;
import org.lode.release.Manifest;
import org.lode.release.Manifest.Published;
import org.lode.release.MerkleTree;
import org.lode.release.Op;
import org.lode.release.Op.Cause;
import org.lode.release.Op.Reason;
import org.lode.release.RecordKey;
import org.lode.release.Roots.TableRoot;
import org.lode.release.State;
import tools.jackson.databind.JsonNode;

/** Finds what a release changes by comparing the records that the database holds with those of the release. */
public record ComparisonStore(DataSource source, DataPackage description) {
    private static final Cause UNSTATED = new Cause(Reason.UNSTATED);

    /** Gives the full file of a type, line by line. */
    @FunctionalInterface
    public interface FullFiles {
        Lines of(TableRoot table);
    }

    /**
     * Returns the changes that lead from what the database holds to this release.
     *
     * @param before the newest release that the database holds
     * @param files is called only for the types that the release changes
     */
    public Delta derive(Optional<Published> before, Published release, FullFiles files) {
        Manifest manifest = release.manifest();
        SortedMap<String, FullTable> tables = new TreeMap<>();
        Set<RecordKey> redacted =
                new NoticeStore(DSL.using(source, SQLDialect.POSTGRES)).held().redacted();
        for (TableRoot table : manifest.tables()) {
            Optional<TableRoot> own = before.flatMap(held -> held.manifest().table(table.type()));
            if (!own.equals(Optional.of(table)) && (own.isPresent() || table.rows() > 0)) {
                String file = "full/%s.jsonl of %s".formatted(table.type(), manifest.version());
                tables.put(table.type(), FullTable.read(files.of(table), table, redacted, file));
            }
        }
        List<Entry> entries = entries(tables);
        // Each is made when it is read: the content stays in the files.
        List<Op> ops = Delta.lazily(entries.size(), at -> {
            Entry entry = entries.get(at);
            return op(entry, Objects.requireNonNull(tables.get(entry.key().type())));
        });
        return Delta.of(manifest, ops, /* derived= */ true);
    }

    private List<Entry> entries(SortedMap<String, FullTable> tables) {
        try (Connection connection = source.getConnection()) {
            DSLContext sql = DSL.using(connection, SQLDialect.POSTGRES);
            Map<String, String> redirects = redirects(sql, tables.get(State.REDIRECT));
            List<Entry> entries = new ArrayList<>();
            tables.forEach((type, table) -> entries.addAll(compare(live(sql, type), table, type, redirects)));
            return entries;
        } catch (SQLException e) {
            throw new StartFailed("the database cannot be read: " + e.getMessage(), e);
        }
    }

    /** Returns the redirects that are new in the release: old id to new id. */
    private Map<String, String> redirects(DSLContext sql, @Nullable FullTable table) {
        Map<String, String> redirects = new HashMap<>();
        if (table != null) {
            SortedMap<String, String> live = live(sql, State.REDIRECT);
            for (int line = 0; line < table.keys().size(); line++) {
                String id = table.keys().get(line).id();
                if (!live.containsKey(id)) {
                    redirects.put(id, table.leaf(line).data().path("new_id").asString(""));
                }
            }
        }
        return redirects;
    }

    private SortedMap<String, String> live(DSLContext sql, String type) {
        return description
                .type(type)
                .map(kind -> new TreeMap<>(new RecordRowStore(sql, kind).live()))
                .orElseGet(TreeMap::new);
    }

    private static List<Entry> compare(
            SortedMap<String, String> live, FullTable table, String type, Map<String, String> redirects) {
        List<Entry> found = new ArrayList<>();
        for (int line = 0; line < table.keys().size(); line++) {
            RecordKey key = table.keys().get(line);
            String before = live.remove(key.id());
            if (!Sha256.hex(table.hashes().get(line)).equals(before)) {
                found.add(new Entry(key, before, line, null));
            }
        }
        live.forEach((id, hash) -> found.add(new Entry(new RecordKey(type, id), hash, -1, redirects.get(id))));
        found.sort(Comparator.comparing(Entry::key));
        return found;
    }

    /**
     * One change, without content.
     *
     * @param line the line of the content in the full file; -1 when the record is removed
     * @param into the record that a removed one was merged into; null when none
     */
    private record Entry(
            RecordKey key,
            @Nullable String before,
            int line,
            @Nullable String into) {}

    private static Op op(Entry entry, FullTable table) {
        String before = entry.before();
        if (before == null) {
            return new Op.Add(table.leaf(entry.line()), UNSTATED);
        }
        if (entry.line() >= 0) {
            return new Op.Mod(before, table.leaf(entry.line()), List.of(), UNSTATED);
        }
        return entry.into() == null
                ? new Op.Del(entry.key(), before, UNSTATED)
                : new Op.Merge(entry.key(), before, entry.into(), UNSTATED);
    }

    /**
     * All records of one type in one release, from the file of their canonical bytes.
     *
     * @param keys in the order of the lines, which is that of ids
     * @param hashes the leaf of each line
     */
    private record FullTable(Lines lines, List<RecordKey> keys, List<byte[]> hashes) {
        private static final String REDACTED = "redacted";

        /**
         * Reads a file that must hold exactly the records that this root proves; {@code file} names it in failures.
         *
         * @param redacted the records that must have no content; all others must have theirs
         */
        private static FullTable read(Lines lines, TableRoot expected, Set<RecordKey> redacted, String file) {
            List<RecordKey> keys = new ArrayList<>();
            List<byte[]> hashes = new ArrayList<>();
            for (byte[] line : lines) {
                String where = file + ":" + (keys.size() + 1);
                JsonNode body = CanonicalJson.read(line, where);
                RecordKey key = key(body, expected.type(), where);
                if (!keys.isEmpty() && keys.getLast().compareTo(key) >= 0) {
                    throw new DatasetDamaged("%s: %s after %s (expected: each record once, in the order of ids)"
                            .formatted(where, key, keys.getLast()));
                }
                boolean empty = body.has(REDACTED);
                if (empty != redacted.contains(key)) {
                    throw new DatasetDamaged("%s: %s %s content (expected: %s, as the notices say)"
                            .formatted(where, key, empty ? "without" : "with", empty ? "some" : "none"));
                }
                keys.add(key);
                hashes.add(empty ? stub(body, where) : MerkleTree.leaf(line));
            }
            FullTable table = new FullTable(lines, keys, hashes);
            table.check(expected, file);
            return table;
        }

        /** Returns the hash of a redacted record, as its line says. The root proves it. */
        private static byte[] stub(JsonNode line, String where) {
            return Sha256.bytes(new JsonFields(line.path(REDACTED), where).hash("leaf"));
        }

        private static RecordKey key(JsonNode line, String type, String where) {
            JsonNode body = line.has(REDACTED) ? line.path(REDACTED) : line;
            RecordKey key = new RecordKey(
                    body.path("type").asString(""), body.path("id").asString(""));
            if (!key.wellFormed() || !key.type().equals(type)) {
                throw new DatasetDamaged("%s: %s (expected: a record of type %s)".formatted(where, key, type));
            }
            return key;
        }

        private void check(TableRoot expected, String file) {
            TableRoot own = TableRoot.of(expected.type(), keys, hashes);
            if (!own.equals(expected)) {
                throw new DatasetDamaged("%s: %d records, root %s (expected: %d, %s)"
                        .formatted(file, own.rows(), own.root(), expected.rows(), expected.root()));
            }
        }

        /** Returns the record on a line, counted from 0. */
        Leaf leaf(int line) {
            Leaf leaf = Leaf.ofBody(keys.get(line), new String(lines.get(line), StandardCharsets.UTF_8));
            String proved = Sha256.hex(hashes.get(line));
            return leaf.hash().equals(proved) ? leaf : Leaf.redacted(keys.get(line), proved);
        }
    }
}

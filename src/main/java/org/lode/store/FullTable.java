package org.lode.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Sha256;
import org.lode.release.CanonicalJson;
import org.lode.release.JsonFields;
import org.lode.release.Leaf;
import org.lode.release.Lines;
import org.lode.release.MerkleTree;
import org.lode.release.RecordKey;
import org.lode.release.Roots.TableRoot;
import tools.jackson.databind.JsonNode;

/**
 * All records of one type in one release, as a file of their canonical bytes has them.
 *
 * @param keys in the order of the lines, which is that of ids
 * @param hashes the leaf of each line
 */
record FullTable(Lines lines, List<RecordKey> keys, List<byte[]> hashes) {
    private static final String REDACTED = "redacted";

    /**
     * Reads a file that must hold just the records that this root proves; {@code file} names it in failures.
     *
     * @param redacted the records that must have no content; all others must have theirs
     */
    static FullTable read(Lines lines, TableRoot expected, Set<RecordKey> redacted, String file) {
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
            if (body.has(REDACTED) != redacted.contains(key)) {
                throw new DatasetDamaged("%s: %s %s content (expected: %s, as the notices say)"
                        .formatted(
                                where,
                                key,
                                body.has(REDACTED) ? "without" : "with",
                                body.has(REDACTED) ? "some" : "none"));
            }
            keys.add(key);
            hashes.add(body.has(REDACTED) ? stub(body, where) : MerkleTree.leaf(line));
        }
        FullTable table = new FullTable(lines, keys, hashes);
        table.check(expected, file);
        return table;
    }

    /** The hash of a record whose content was taken away: the root proves it. */
    private static byte[] stub(JsonNode line, String where) {
        return Sha256.bytes(new JsonFields(line.path(REDACTED), where).hash("leaf"));
    }

    private static RecordKey key(JsonNode line, String type, String where) {
        JsonNode body = line.has(REDACTED) ? line.path(REDACTED) : line;
        RecordKey key =
                new RecordKey(body.path("type").asString(""), body.path("id").asString(""));
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

    /** The record on a line, counted from 0. */
    Leaf leaf(int line) {
        Leaf leaf = Leaf.ofBody(keys.get(line), new String(lines.get(line), StandardCharsets.UTF_8));
        String proved = Sha256.hex(hashes.get(line));
        return leaf.hash().equals(proved) ? leaf : Leaf.redacted(keys.get(line), proved);
    }
}

package org.lode.release;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.lode.model.Sha256;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The hashes of one release.
 *
 * @param root the release root: Merkle tree hash over one line for each type, in the order of types
 * @param tables one for each record type, empty ones included
 */
public record Roots(String root, List<TableRoot> tables) {

    public static Roots of(List<TableRoot> tables) {
        List<TableRoot> all =
                tables.stream().sorted(Comparator.comparing(TableRoot::type)).toList();
        return new Roots(
                Sha256.hex(MerkleTree.over(all.stream().map(TableRoot::leaf).toList())), all);
    }

    public List<String> types() {
        return tables.stream().map(TableRoot::type).toList();
    }

    /**
     * The hash of all records of one type.
     *
     * @param root tree hash of the 256 bucket hashes
     * @param buckets bucket number (two hex digits) and hash, for buckets that hold a record
     */
    public record TableRoot(String type, int rows, String root, SortedMap<String, String> buckets) {
        private static final int BUCKETS = 256;
        private static final byte[] EMPTY = MerkleTree.over(List.of());

        /** Hashes these records, which are in the order of their ids. */
        public static TableRoot of(String type, List<Leaf> leaves) {
            List<byte[]> hashes =
                    leaves.stream().map(leaf -> Sha256.bytes(leaf.hash())).toList();
            return of(type, leaves.stream().map(Leaf::key).toList(), hashes);
        }

        /** Hashes records by their keys, in the order of ids, and their leaf hashes, in the same order. */
        public static TableRoot of(String type, List<RecordKey> keys, List<byte[]> leaves) {
            Map<String, List<byte[]>> hashes = new TreeMap<>();
            for (int i = 0; i < keys.size(); i++) {
                hashes.computeIfAbsent(name(keys.get(i).bucket()), bucket -> new ArrayList<>())
                        .add(leaves.get(i));
            }
            SortedMap<String, String> buckets = new TreeMap<>();
            hashes.forEach((bucket, of) -> buckets.put(bucket, Sha256.hex(MerkleTree.over(of))));
            return of(type, keys.size(), buckets);
        }

        /** Hashes a table by its bucket hashes. */
        public static TableRoot of(String type, int rows, SortedMap<String, String> buckets) {
            return new TableRoot(type, rows, Sha256.hex(MerkleTree.over(all(buckets))), buckets);
        }

        /** Returns the hashes of all 256 buckets in order, empty ones included. */
        List<byte[]> all() {
            return all(buckets);
        }

        private static List<byte[]> all(Map<String, String> buckets) {
            List<byte[]> all = new ArrayList<>(BUCKETS);
            for (int bucket = 0; bucket < BUCKETS; bucket++) {
                String hash = buckets.get(name(bucket));
                all.add(hash == null ? EMPTY : Sha256.bytes(hash));
            }
            return all;
        }

        /** Returns the name of a bucket: two hex digits. */
        public static String name(int bucket) {
            return HexFormat.of().toHexDigits((byte) bucket);
        }

        /** Returns the leaf hash of the table's line in the release root. */
        byte[] leaf() {
            return MerkleTree.leaf(line().getBytes(StandardCharsets.UTF_8));
        }

        /** Returns the table's line in the release root. */
        String line() {
            ObjectNode line = JsonNodeFactory.instance.objectNode();
            return CanonicalJson.write(line.put("type", type).put("rows", rows).put("root", root));
        }
    }
}

package org.lode.release;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lode.model.Sha256;

/** The Merkle tree hash of RFC 9162, section 2.1.1. */
public final class TreeHash {
    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};

    private TreeHash() {}

    /** The hash of one leaf's content. */
    public static byte[] leaf(byte[] content) {
        return Sha256.of(LEAF, content);
    }

    /** The hash of two neighbours. */
    static byte[] node(byte[] left, byte[] right) {
        return Sha256.of(NODE, left, right);
    }

    /** The hash over hashes in their order; that of no hash at all is the hash of nothing. */
    public static byte[] over(List<byte[]> hashes) {
        if (hashes.isEmpty()) {
            return Sha256.of();
        }
        List<byte[]> level = hashes;
        while (level.size() > 1) {
            level = above(level);
        }
        return level.getFirst();
    }

    /** Pairing neighbours and carrying an odd last one upwards splits where the RFC does: at the largest power of two. */
    static List<byte[]> above(List<byte[]> level) {
        List<byte[]> above = new ArrayList<>(level.size() / 2 + 1);
        byte[] twin = {};
        byte[] ofTwins = {};
        for (int i = 0; i + 1 < level.size(); i += 2) {
            byte[] left = level.get(i);
            boolean twins = Arrays.equals(left, level.get(i + 1));
            // Most buckets of a small table are empty: two of them are hashed once.
            if (twins && !Arrays.equals(left, twin)) {
                twin = left;
                ofTwins = node(left, left);
            }
            above.add(twins ? ofTwins : node(left, level.get(i + 1)));
        }
        if (level.size() % 2 == 1) {
            above.add(level.getLast());
        }
        return above;
    }
}

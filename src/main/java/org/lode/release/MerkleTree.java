package org.lode.release;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.lode.model.Sha256;

/**
 * The Merkle tree of RFC 9162, section 2.1.
 *
 * <p>The static methods work on lists of hashes. An instance takes hashes one after the other and keeps one for each level.
 */
public final class MerkleTree {
    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};

    /** Whole subtrees, the smallest first; each bit of the count that is set stands for one. */
    private final Deque<byte[]> whole = new ArrayDeque<>();

    private long count;

    /** Takes the next hash. */
    public void add(byte[] hash) {
        byte[] tree = hash;
        for (long bits = count; (bits & 1) == 1; bits >>= 1) {
            tree = node(whole.pop(), tree);
        }
        whole.push(tree);
        count++;
    }

    public long count() {
        return count;
    }

    /** Returns what {@link #over} gives for all hashes until now. */
    public byte[] hash() {
        if (whole.isEmpty()) {
            return Sha256.of();
        }
        Iterator<byte[]> rising = whole.iterator();
        byte[] tree = rising.next();
        while (rising.hasNext()) {
            tree = node(rising.next(), tree);
        }
        return tree;
    }

    /** Returns the hash of one leaf's content. */
    public static byte[] leaf(byte[] content) {
        return Sha256.of(LEAF, content);
    }

    private static byte[] node(byte[] left, byte[] right) {
        return Sha256.of(NODE, left, right);
    }

    /** Returns the root over these hashes in their order; the root over no hash is the hash of no bytes. */
    public static byte[] over(List<byte[]> hashes) {
        List<byte[]> level = hashes;
        while (level.size() > 1) {
            level = above(level);
        }
        return level.isEmpty() ? Sha256.of() : level.getFirst();
    }

    /** Pairing neighbours and carrying an odd last one upwards splits where the RFC does: at the largest power of two. */
    private static List<byte[]> above(List<byte[]> level) {
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

    /**
     * One step from a hash towards the root of its tree.
     *
     * @param side the side of the other hash
     * @param hash the other hash, 64 hex digits
     */
    public record ProofStep(Side side, String hash) {

        /** Before the own hash or after it. */
        public enum Side {
            LEFT,
            RIGHT
        }

        private byte[] from(byte[] own) {
            byte[] other = Sha256.bytes(hash);
            return side == Side.LEFT ? node(other, own) : node(own, other);
        }
    }

    /** Returns the audit path (section 2.1.3) of the hash at this place; a hash without a neighbour moves up without a step. */
    public static List<ProofStep> path(List<byte[]> hashes, int place) {
        List<ProofStep> steps = new ArrayList<>();
        List<byte[]> level = hashes;
        int at = place;
        while (level.size() > 1) {
            // An odd place has its neighbour on the left, an even one on the right.
            int neighbour = at ^ 1;
            if (neighbour < level.size()) {
                steps.add(new ProofStep(
                        neighbour < at ? ProofStep.Side.LEFT : ProofStep.Side.RIGHT, Sha256.hex(level.get(neighbour))));
            }
            level = above(level);
            at /= 2;
        }
        return List.copyOf(steps);
    }

    /** Returns the hash that these steps lead to from a hash. */
    public static byte[] follow(byte[] hash, List<ProofStep> steps) {
        byte[] reached = hash;
        for (ProofStep step : steps) {
            reached = step.from(reached);
        }
        return reached;
    }
}

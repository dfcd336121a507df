package org.lode.release;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.lode.model.Sha256;

/** The tree hash of hashes that come one after the other: it keeps one for each level, however many come. */
public final class GrowingTree {
    private static final byte[] NODE = {1};

    /** Whole subtrees, the smallest first; each is of another size, as the bits of the count say. */
    private final Deque<byte[]> whole = new ArrayDeque<>();

    private long count;

    /** Takes the next hash. */
    public void add(byte[] hash) {
        byte[] tree = hash;
        for (long bits = count; (bits & 1) == 1; bits >>= 1) {
            tree = Sha256.of(NODE, whole.pop(), tree);
        }
        whole.push(tree);
        count++;
    }

    public long count() {
        return count;
    }

    /** What {@link TreeHash#over} gives for all hashes until now. */
    public byte[] hash() {
        if (whole.isEmpty()) {
            return Sha256.of();
        }
        Iterator<byte[]> rising = whole.iterator();
        byte[] tree = rising.next();
        while (rising.hasNext()) {
            tree = Sha256.of(NODE, rising.next(), tree);
        }
        return tree;
    }
}

package org.lode.store;

import java.util.BitSet;
import java.util.List;
import org.lode.release.Op;

/** What operations did to the records of one type: which buckets they changed, and by how many the records grew. */
final class Touched {
    private final BitSet buckets = new BitSet();
    private int growth;

    void add(List<Op> ops) {
        for (Op op : ops) {
            buckets.set(op.key().bucket());
            growth += (op.before() == null ? 1 : 0) - (op.after() == null ? 1 : 0);
        }
    }

    Short[] buckets() {
        return buckets.stream().mapToObj(bucket -> (short) bucket).toArray(Short[]::new);
    }

    int growth() {
        return growth;
    }
}

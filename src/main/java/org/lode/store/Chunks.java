package org.lode.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.lode.release.Op;

/** Takes the operations of a release some at a time, so that memory holds no more of them. */
final class Chunks {
    private static final int SIZE = 2000;

    private Chunks() {}

    /** Gives all operations in their order, each time some on records of one type. */
    static void of(List<Op> ops, Consumer<List<Op>> use) {
        List<Op> chunk = new ArrayList<>();
        for (Op op : ops) {
            if (chunk.size() == SIZE || startsAnother(chunk, op)) {
                use.accept(chunk);
                chunk = new ArrayList<>();
            }
            chunk.add(op);
        }
        if (!chunk.isEmpty()) {
            use.accept(chunk);
        }
    }

    private static boolean startsAnother(List<Op> chunk, Op op) {
        return !chunk.isEmpty()
                && !chunk.getFirst().key().type().equals(op.key().type());
    }
}

package org.lode.release;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts what a release changes. */
public final class Tally {
    private Tally() {}

    /** For each of these tables: the records it holds now, and how many operations of which kind made it so. */
    public static SortedMap<String, Manifest.Counts> counts(List<Op> ops, List<TableRoot> tables) {
        SortedMap<String, Manifest.Counts> counts = new TreeMap<>();
        tables.forEach(table -> counts.put(table.type(), new Manifest.Counts(table.rows(), 0, 0, 0, 0)));
        for (Op op : ops) {
            counts.merge(op.key().type(), one(op), Tally::sum);
        }
        return counts;
    }

    /** How many operations have which reason. */
    public static SortedMap<Reason, Integer> reasons(List<Op> ops) {
        SortedMap<Reason, Integer> reasons = new TreeMap<>();
        ops.forEach(op -> reasons.merge(op.cause().reason(), 1, Integer::sum));
        return reasons;
    }

    private static Manifest.Counts one(Op op) {
        return switch (op) {
            case Op.Add add -> new Manifest.Counts(0, 1, 0, 0, 0);
            case Op.Mod mod -> new Manifest.Counts(0, 0, 1, 0, 0);
            case Op.Del del -> new Manifest.Counts(0, 0, 0, 1, 0);
            case Op.Merge merge -> new Manifest.Counts(0, 0, 0, 0, 1);
        };
    }

    private static Manifest.Counts sum(Manifest.Counts a, Manifest.Counts b) {
        return new Manifest.Counts(
                a.total() + b.total(),
                a.added() + b.added(),
                a.modified() + b.modified(),
                a.removed() + b.removed(),
                a.merged() + b.merged());
    }
}

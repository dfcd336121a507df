package org.lode.release;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.lode.release.Roots.TableRoot;

/** Counts the changes of a release by record type and by reason. */
public final class Tally {
    private static final Manifest.Counts NONE = new Manifest.Counts(0, 0, 0, 0, 0);

    private final SortedMap<String, Manifest.Counts> changes = new TreeMap<>();
    private final SortedMap<Reason, Integer> reasons = new TreeMap<>();

    /** Counts these operations. */
    public static Tally of(List<Op> ops) {
        Tally tally = new Tally();
        ops.forEach(tally::add);
        return tally;
    }

    void add(Op op) {
        changes.merge(op.key().type(), one(op), Tally::sum);
        reasons.merge(op.cause().reason(), 1, Integer::sum);
    }

    /** Returns for each table how many records it holds, and how many operations of which kind it had. */
    public SortedMap<String, Manifest.Counts> counts(List<TableRoot> tables) {
        SortedMap<String, Manifest.Counts> counts = new TreeMap<>(changes);
        tables.forEach(table -> counts.merge(table.type(), new Manifest.Counts(table.rows(), 0, 0, 0, 0), Tally::sum));
        return counts;
    }

    /** Returns the number of operations by reason. */
    public SortedMap<Reason, Integer> reasons() {
        return reasons;
    }

    /** Returns the number of operations on records of this type. */
    public Manifest.Counts changes(String type) {
        return changes.getOrDefault(type, NONE);
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

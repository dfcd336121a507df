package org.lode.author;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lode.release.Difference;
import org.lode.release.Leaf;
import org.lode.release.Op;
import org.lode.release.RecordKey;
import org.lode.release.State;

/**
 * What a draft that is in order changes in the records of the newest release.
 *
 * @param ops one a record
 * @param after the records that the draft leads to
 * @param problems reasons that are missing or fit nothing, and ids that were used before
 */
public record Changes(List<Op> ops, State after, List<Problem> problems) {

    /** Compares; {@code gone} is each record that is gone, and the version that took it out. */
    public static Changes of(Draft draft, State before, Map<RecordKey, String> gone) {
        State after = keepingOldBytes(new RecordReader(draft).read(), before);
        ReasonBook reasons = new ReasonBook(draft, before, after);
        List<Op> ops = Difference.between(before, after, reasons);
        List<Problem> problems = new ArrayList<>(reasons.problems(ops));
        problems.addAll(usedAgain(draft, ops, gone));
        return new Changes(ops, after, draft.inOrder(problems));
    }

    /**
     * A version that differs only in what is empty says nothing new: nulls and empty lists of fields and parts that the
     * description has gained or lost. It stays as it was written, so that a new field or part changes no record that has
     * nothing in it.
     */
    private static State keepingOldBytes(State read, State before) {
        List<Leaf> leaves = new ArrayList<>();
        for (Leaf leaf : read.leaves().values()) {
            Optional<Leaf> old = before.find(leaf.key());
            leaves.add(old.filter(earlier -> saysTheSame(earlier, leaf)).orElse(leaf));
        }
        return State.of(leaves);
    }

    private static boolean saysTheSame(Leaf before, Leaf after) {
        return before.hash().equals(after.hash()) || Difference.saysTheSame(before.data(), after.data());
    }

    private static List<Problem> usedAgain(Draft draft, List<Op> ops, Map<RecordKey, String> gone) {
        List<Problem> problems = new ArrayList<>();
        for (Op op : ops) {
            String version = gone.get(op.key());
            Row row = draft.record(op.key().id());
            if (op.before() == null && version != null && row != null) {
                problems.add(row.problem("id", "a new id; release %s took this one out".formatted(version)));
            }
        }
        return problems;
    }
}

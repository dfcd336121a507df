package org.lode.release;

import java.util.ArrayList;
import java.util.List;
import org.lode.model.Sha256;
import org.lode.release.ProofStep.Side;

/** The way from one hash of a list to the tree hash over the list (RFC 9162, section 2.1.3). */
public final class AuditPath {
    private AuditPath() {}

    /** The steps from the hash at this place; one that has no neighbour moves up without a step. */
    public static List<ProofStep> of(List<byte[]> hashes, int place) {
        List<ProofStep> steps = new ArrayList<>();
        List<byte[]> level = hashes;
        int at = place;
        while (level.size() > 1) {
            // An odd place has its neighbour on the left, an even one on the right.
            int neighbour = at ^ 1;
            if (neighbour < level.size()) {
                steps.add(new ProofStep(neighbour < at ? Side.LEFT : Side.RIGHT, Sha256.hex(level.get(neighbour))));
            }
            level = TreeHash.above(level);
            at /= 2;
        }
        return List.copyOf(steps);
    }

    /** Where the steps lead from a hash. */
    public static byte[] follow(byte[] hash, List<ProofStep> steps) {
        byte[] reached = hash;
        for (ProofStep step : steps) {
            reached = step.from(reached);
        }
        return reached;
    }
}

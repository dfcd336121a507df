package org.lode.release;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one release changes.
 *
 * @param from sequence of the release before; 0 before the first
 * @param fromRoot its root; null before the first
 * @param ops at most one a record, in the order of types and ids
 */
public record Delta(int from, int to, @Nullable String fromRoot, String toRoot, String schemaVersion, List<Op> ops) {
    static final String FORMAT = "lode-delta-1";

    /** What the manifest says of its delta, without the operations. */
    public static Delta of(Manifest manifest) {
        Manifest.Previous previous = manifest.previous();
        return new Delta(
                manifest.sequence() - 1,
                manifest.sequence(),
                previous == null ? null : previous.root(),
                manifest.root(),
                manifest.schemaVersion(),
                List.of());
    }
}

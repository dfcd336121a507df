package org.lode.release;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All changes of one release.
 *
 * @param from sequence of the release before; 0 before the first
 * @param fromRoot its root; null before the first
 * @param ops at most one a record, in the order of types and ids
 * @param derived whether it was computed from two states, so that the reasons are unknown
 */
public record Delta(
        int from,
        int to,
        @Nullable String fromRoot,
        String toRoot,
        String schemaVersion,
        List<Op> ops,
        boolean derived) {
    static final String FORMAT = "lode-delta-1";

    /** A delta as it was published. */
    public Delta(int from, int to, @Nullable String fromRoot, String toRoot, String schemaVersion, List<Op> ops) {
        this(from, to, fromRoot, toRoot, schemaVersion, ops, /* derived= */ false);
    }

    /** Returns the header of the manifest's delta, without operations. */
    public static Delta of(Manifest manifest) {
        return of(manifest, List.of(), /* derived= */ false);
    }

    /** Returns the manifest's delta with these operations. */
    public static Delta of(Manifest manifest, List<Op> ops, boolean derived) {
        Manifest.Previous previous = manifest.previous();
        return new Delta(
                manifest.sequence() - 1,
                manifest.sequence(),
                previous == null ? null : previous.root(),
                manifest.root(),
                manifest.schemaVersion(),
                ops,
                derived);
    }

    /** Returns the bytes of {@code delta.jsonl}: a header, a line for each operation and a footer. */
    public byte[] bytes() {
        DeltaWriter writer = new DeltaWriter();
        List<String> lines = new ArrayList<>(ops.size() + 2);
        lines.add(DeltaWriter.header(this, ops.size()));
        ops.forEach(op -> lines.add(writer.op(op)));
        lines.add(writer.footer());
        return Lines.join(lines);
    }
}

package org.lode.release;

import java.lang.foreign.MemorySegment;
import java.util.Set;
import org.lode.release.Delta.DeltaReader;

/** Reads deltas that tests have made. */
final class DeltaFiles {
    private DeltaFiles() {}

    static Delta read(byte[] bytes) {
        return DeltaReader.read(MemorySegment.ofArray(bytes), "delta.jsonl", Set.of())
                .delta();
    }
}

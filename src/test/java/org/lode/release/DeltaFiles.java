package org.lode.release;

import java.lang.foreign.MemorySegment;

/** Reads deltas that tests have made. */
final class DeltaFiles {
    private DeltaFiles() {}

    static Delta read(byte[] bytes) {
        return DeltaReader.read(MemorySegment.ofArray(bytes), "delta.jsonl").delta();
    }
}

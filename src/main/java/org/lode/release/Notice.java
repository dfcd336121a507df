package org.lode.release;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is told of releases after they were published: one line of {@code notices.jsonl}. */
public sealed interface Notice {
    /** Its number: 1, 2, 3 without gaps. */
    int n();

    Instant at();

    /** Why, in words for people. */
    String reason();

    /**
     * A release is not to be used any more. It stays, and says so.
     *
     * @param supersededBy the sequence of the release to use instead; null when there is none
     */
    record Withdrawal(
            int n,
            Instant at,
            String reason,
            Told release,
            @Nullable Integer supersededBy) implements Notice {}

    /** A release, as notices name it. */
    record Told(int sequence, String version) {}

    /** The content of a record was taken away from every release; its hashes stay. */
    record Redaction(int n, Instant at, String reason, Removed removed) implements Notice {

        /** What the delta of a release is called from this notice on. */
        public String file() {
            return "delta.r" + n + ".jsonl";
        }
    }

    /**
     * What a redaction took away.
     *
     * @param leaves the hashes of all versions of the record, sorted
     * @param deltas each delta that named the record, without its content, in the order of releases
     */
    record Removed(RecordKey key, List<String> leaves, List<Rewritten> deltas) {}

    /** The size and hash of a release's delta, without what was taken away. */
    record Rewritten(Told release, long bytes, String sha256) {}
}

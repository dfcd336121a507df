package org.lode.mirror;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.lode.release.Manifest.Published;
import org.lode.release.ReleaseReader.Pointer;

/**
 * What an origin says of itself: its newest release.
 *
 * @param expiresAt when this stops to hold; null when it never does
 * @param nextSchemaVersion of a coming release that needs a newer program; null when none is told
 * @param evidence the file that says so, in one line, for when it turns out to be a lie
 */
record Claim(
        Pointer newest,
        @Nullable Instant expiresAt,
        @Nullable String nextSchemaVersion,
        String evidence) {

    /** Whether the newest release is this one, to the last byte. */
    boolean names(Published held) {
        return newest.sequence() == held.manifest().sequence()
                && newest.version().equals(held.manifest().version())
                && newest.root().equals(held.manifest().root())
                && newest.manifestSha256().equals(held.manifestSha256());
    }
}

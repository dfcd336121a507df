package org.lode.cite;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lode.release.Release;
import org.lode.release.Release.Withdrawn;
import org.lode.release.Releases;

/**
 * A query that somebody asks for by its id.
 *
 * @param expected hash of its answer when it was cited; empty when nobody says
 * @param kept whether this server knows it by its id alone
 * @param known the releases that are held here
 */
record Cited(CitedQuery query, String expected, boolean kept, Releases known) {

    /** The release that is cited; fails unless it is held here, with the same root. */
    Release release() {
        CitedQuery.Named named = query.release();
        return known.find(named.sequence())
                .map(Releases.Entry::release)
                .filter(named::is)
                .orElseThrow(() -> NoCitation.unheld(named));
    }

    /**
     * What has to be said to whoever cites it.
     *
     * @param sha256 of the answer as it is now
     */
    List<String> warnings(String sha256) {
        List<String> warnings = new ArrayList<>();
        if (!expected.isEmpty() && !expected.equals(sha256)) {
            warnings.add("the answer is not the one that was cited: its SHA-256 was %s and is %s%s"
                    .formatted(
                            expected,
                            sha256,
                            known.notices().count() == 0 ? "" : "; something may have been redacted since"));
        }
        withdrawn().map(Withdrawn::text).ifPresent(warnings::add);
        return warnings;
    }

    /** Why the release that is cited is not to be used any more; empty while it is. */
    Optional<Withdrawn> withdrawn() {
        return known.withdrawn(query.release().sequence());
    }

    /** The releases as they were when the one that is cited was the latest. */
    Releases then() {
        return known.upTo(release());
    }
}

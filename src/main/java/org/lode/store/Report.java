package org.lode.store;

import java.time.Instant;
import java.util.List;
import org.lode.release.Manifest.Published;

/**
 * What a look at the whole database found.
 *
 * @param at when it was looked at
 * @param releases those that it tells of; when nothing is damaged, each of them holds
 * @param damages all that is wrong; nothing when all holds
 * @param complete false when the damage leaves it open what the tables should be, so that they were not compared
 * @param repaired whether all damages are repaired by now
 */
public record Report(Instant at, List<Published> releases, List<Damage> damages, boolean complete, boolean repaired) {

    /** Whether the database is what its releases say: nothing was wrong, or is any more. */
    public boolean holds() {
        return damages.isEmpty() || repaired;
    }
}

package org.lode.store;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.lode.release.Manifest.Published;

/**
 * The releases that a database holds, each linked to the one before by the hash of its manifest.
 *
 * @param releases the oldest first; all of them when nothing is damaged
 * @param derived sequences of those whose changes are marked as derived from states
 * @param damages manifests that have to be fetched to make the chain whole
 */
record Chain(List<Published> releases, Set<Integer> derived, List<Damage> damages) {

    /** Returns the version of the release with this sequence. */
    String version(int sequence) {
        return releases.get(sequence - 1).manifest().version();
    }

    /** Returns this chain without the mark on these releases: their changes are proved to be those that were published. */
    Chain with(Set<Integer> proved) {
        Set<Integer> left = new HashSet<>(derived);
        left.removeAll(proved);
        return new Chain(releases, Set.copyOf(left), damages);
    }

    boolean isDerived(Published release) {
        return derived.contains(release.manifest().sequence());
    }
}

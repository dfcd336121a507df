package org.lode.store;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.lode.release.Manifest.Published;

/**
 * The releases that a database tells of, each bound to the next by hash.
 *
 * @param releases the oldest first; all there are when nothing is damaged
 * @param derived sequences of those whose changes are said to be derived from states
 * @param damages manifests that have to be fetched before there is a whole chain
 */
record Chain(List<Published> releases, Set<Integer> derived, List<Damage> damages) {

    /** The version of the release with this sequence. */
    String version(int sequence) {
        return releases.get(sequence - 1).manifest().version();
    }

    /** The same, knowing that the changes of these came as they are: nothing was derived there. */
    Chain with(Set<Integer> proved) {
        Set<Integer> left = new HashSet<>(derived);
        left.removeAll(proved);
        return new Chain(releases, Set.copyOf(left), damages);
    }

    boolean isDerived(Published release) {
        return derived.contains(release.manifest().sequence());
    }
}

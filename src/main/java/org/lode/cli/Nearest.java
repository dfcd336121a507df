package org.lode.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.lang3.StringUtils;

/** Finds the name that somebody meant. */
final class Nearest {
    private Nearest() {}

    /** The name that takes the fewest edits; empty when none is alike, since more than a third of it would change. */
    static Optional<String> of(String typed, Collection<String> names) {
        return names.stream()
                .min(Comparator.<String>comparingInt(name -> edits(typed, name)).thenComparing(name -> name))
                .filter(name -> edits(typed, name) <= Math.max(2, name.length() / 3));
    }

    @SuppressWarnings("deprecation") // The library moved it to one that Lode has no other use for.
    private static int edits(String typed, String name) {
        return StringUtils.getLevenshteinDistance(typed, name);
    }
}

package org.lode.http;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names of operations that figures are kept for: bounded, since clients choose them. */
final class OperationNames {
    static final String ANONYMOUS = "anonymous";
    static final String OTHER = "other";
    static final int MOST = 100;
    private static final int LONGEST = 64;

    private final Set<String> known = new HashSet<>();

    /** The name to count under; a new one is taken in while there is room, and only by a request that succeeded. */
    synchronized String counted(@Nullable String name, boolean succeeded) {
        if (name == null) {
            return ANONYMOUS;
        }
        if (succeeded && known.size() < MOST && name.length() <= LONGEST) {
            known.add(name);
        }
        return known.contains(name) ? name : OTHER;
    }
}

package org.lode.mirror;

import org.lode.publish.FileOriginals;
import org.lode.publish.Originals;

/** What a damaged database is repaired from. */
public final class OriginOriginals {
    private OriginOriginals() {}

    /** The originals that the origin of this setting has; fails when there is no origin there. */
    public static Originals of(String setting) {
        return new FileOriginals(Origin.of(setting));
    }
}

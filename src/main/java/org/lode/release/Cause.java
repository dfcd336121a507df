package org.lode.release;

import org.jspecify.annotations.Nullable;

/** Why one record changed: a reason, and a note where more is to be said. */
public record Cause(Reason reason, @Nullable String note) {
    public Cause(Reason reason) {
        this(reason, null);
    }
}

package org.lode.query;

import org.jspecify.annotations.Nullable;

/** What stands for a record in an answer: the record itself, a hit, a change. */
public interface OfRecord {
    /** The permanent id of the record; null for a part, which stands for none. */
    @Nullable
    String recordId();
}

package org.lode.query;

import org.jspecify.annotations.Nullable;

/**
 * An id as GraphQL writes it: {@code deal:x} means the record of the release that is read, {@code deal:x@2026.11.0} the record
 * as it was in that release.
 *
 * @param id the permanent id, which no release is part of
 * @param version calendar label of the release; null when the id names none
 */
public record PinnedId(String id, @Nullable String version) {
    private static final char PIN = '@';

    /** Reads either form; a permanent id has no {@code @}. */
    public static PinnedId of(String text) {
        int pin = text.lastIndexOf(PIN);
        return pin < 0 ? new PinnedId(text, null) : new PinnedId(text.substring(0, pin), text.substring(pin + 1));
    }

    /** The form that {@link #of} reads. */
    public String text() {
        return version == null ? id : id + PIN + version;
    }
}

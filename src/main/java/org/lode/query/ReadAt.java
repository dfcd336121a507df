package org.lode.query;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.BadInput;
import org.lode.release.Release;
import org.lode.release.Releases;

/**
 * Which release a field reads, and how the ids below it name it.
 *
 * @param pin calendar label of the release, when the reader named it: by {@code at}, by an id or by a cursor that is not of the
 *     latest release; null when the latest was meant
 */
public record ReadAt(int sequence, @Nullable String pin) {

    /** No release yet: for lists whose cursors have to be read first. */
    public static final ReadAt UNKNOWN = new ReadAt(0, null);

    /** The release that {@code at} names; without one, the latest. */
    public static ReadAt of(Releases releases, @Nullable Map<String, Object> at) {
        Release release = releases.at(at);
        return new ReadAt(release.sequence(), at == null ? null : release.version());
    }

    /** The release that an id names, else the one that {@code at} names, else the latest; refused when the first two differ. */
    public static ReadAt of(Releases releases, @Nullable Map<String, Object> at, VersionedId id) {
        if (id.version() == null) {
            return of(releases, at);
        }
        Release named = releases.require(id.version());
        if (at != null) {
            require("id", id, named, releases.at(at));
        }
        return new ReadAt(releases.reading(named.sequence()).sequence(), named.version());
    }

    /** Fails when an id names another release than the one that is read. */
    public static void require(String argument, VersionedId id, Release named, Release read) {
        if (named.sequence() != read.sequence()) {
            throw new BadInput(
                    argument,
                    id.text(),
                    "an id of release %s, which is read here: %s or %s"
                            .formatted(read.version(), new VersionedId(id.id(), read.version()).text(), id.id()));
        }
    }

    /**
     * An id as GraphQL writes it: {@code deal:x} means the record of the release that is read, {@code deal:x@2026.11.0} the record
     * as it was in that release.
     *
     * @param id the permanent id, which no release is part of
     * @param version calendar label of the release; null when the id names none
     */
    public record VersionedId(String id, @Nullable String version) {
        private static final char PIN = '@';

        /** Reads either form; a permanent id has no {@code @}. */
        public static VersionedId of(String text) {
            int pin = text.lastIndexOf(PIN);
            return pin < 0
                    ? new VersionedId(text, null)
                    : new VersionedId(text.substring(0, pin), text.substring(pin + 1));
        }

        /** The form that {@link #of} reads. */
        public String text() {
            return version == null ? id : id + PIN + version;
        }
    }
}

package org.lode.query;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.BadInput;
import org.lode.release.Release;
import org.lode.release.Release.ReleaseRef;
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
    public static ReadAt of(Releases releases, @Nullable Map<String, Object> at, PinnedId id) {
        if (id.version() == null) {
            return of(releases, at);
        }
        Release named = releases.resolve(new ReleaseRef.Version(id.version()));
        if (at != null) {
            require("id", id, named, releases.at(at));
        }
        return new ReadAt(releases.reading(named.sequence()).sequence(), named.version());
    }

    /** Fails when an id names another release than the one that is read. */
    public static void require(String argument, PinnedId id, Release named, Release read) {
        if (named.sequence() != read.sequence()) {
            throw new BadInput(
                    argument,
                    id.text(),
                    "an id of release %s, which is read here: %s or %s"
                            .formatted(read.version(), new PinnedId(id.id(), read.version()).text(), id.id()));
        }
    }
}

package org.lode.release;

import java.time.LocalDate;

/** How a reader names a release. */
public sealed interface ReleaseRef {

    /** The release with this number. */
    record Sequence(int sequence) implements ReleaseRef {}

    /** The release with this calendar label. */
    record Version(String version) implements ReleaseRef {}

    /** The release whose content has this hash (64 hex digits). */
    record Root(String root) implements ReleaseRef {}

    /** The last release that was published on this day (UTC) or before. */
    record On(LocalDate date) implements ReleaseRef {}
}

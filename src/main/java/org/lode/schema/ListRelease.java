package org.lode.schema;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.FieldCall;
import org.lode.model.Failure.CursorMismatch;
import org.lode.query.Cursor;
import org.lode.query.PageRequest;
import org.lode.query.ReadAt;
import org.lode.release.Release;
import org.lode.release.Releases;

/** Which release a list is read at: page two is of the release of page one. */
public final class ListRelease {
    private ListRelease() {}

    /**
     * The release that {@code at} names, else the one that a cursor was cut from, else the latest.
     *
     * @param fingerprint what tells the list from every other, for its cursors
     */
    public static ReadAt of(FieldCall call, PageRequest page, Supplier<String> fingerprint) {
        String cursor = cursor(page);
        return call.argument("at") != null || cursor == null
                ? ReadAt.of(call.releases(), call.argument("at"))
                : of(call, cursor, fingerprint.get());
    }

    /**
     * The release of a list below a row: that of a cursor, else that of the row.
     *
     * <p>A row of a release that the reader named has no rows of another one below it: such a cursor is refused.
     *
     * @param fingerprint what tells the list of this row from every other, for its cursors
     */
    public static ReadAt below(FieldCall call, RowAt row, PageRequest page, Supplier<String> fingerprint) {
        String cursor = cursor(page);
        if (cursor == null) {
            return row.at();
        }
        ReadAt place = of(call, cursor, fingerprint.get());
        if (place.sequence() == row.at().sequence()) {
            return row.at();
        }
        if (row.at().pin() != null) {
            throw new CursorMismatch(
                    cursor,
                    "a cursor of release %d, which %s is of; this one is of release %d, name it by at: {sequence: %d}"
                            .formatted(row.at().sequence(), row.pinnedId(), place.sequence(), place.sequence()));
        }
        return place;
    }

    private static ReadAt of(FieldCall call, String cursor, String fingerprint) {
        Releases releases = call.releases();
        int sequence = Cursor.decode(cursor, fingerprint).sequence();
        if (releases.find(sequence).isEmpty()) {
            throw new CursorMismatch(
                    cursor,
                    "a cursor of a release held here, 1 to " + releases.latest().sequence());
        }
        Release release = releases.reading(sequence);
        boolean latest = sequence == releases.latest().sequence();
        return new ReadAt(sequence, latest ? null : release.version());
    }

    private static @Nullable String cursor(PageRequest page) {
        return page.after() != null ? page.after() : page.before();
    }
}

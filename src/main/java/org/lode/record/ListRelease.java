package org.lode.record;

import graphql.schema.DataFetchingEnvironment;
import java.util.function.Supplier;
import org.lode.failure.CursorMismatch;
import org.lode.query.Cursor;
import org.lode.query.PageRequest;
import org.lode.release.Releases;

/** Which release a list is read at: page two is of the release of page one. */
public final class ListRelease {
    private ListRelease() {}

    /**
     * The release that {@code at} names, else the one that a cursor was cut from, else the latest.
     *
     * @param fingerprint what tells the list from every other, for its cursors
     */
    public static int of(DataFetchingEnvironment env, PageRequest page, Supplier<String> fingerprint) {
        Releases releases = Releases.of(env.getGraphQlContext());
        String cursor = page.after() != null ? page.after() : page.before();
        if (Arguments.at(env) != null || cursor == null) {
            return releases.at(Arguments.at(env)).sequence();
        }
        int sequence = Cursor.decode(cursor, fingerprint.get()).sequence();
        if (releases.find(sequence).isEmpty()) {
            throw new CursorMismatch(
                    cursor,
                    "a cursor of a release held here, 1 to " + releases.latest().sequence());
        }
        return releases.reading(sequence).sequence();
    }
}

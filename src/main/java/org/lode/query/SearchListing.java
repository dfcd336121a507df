package org.lode.query;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.lode.model.Failure.CursorMismatch;

/**
 * The list of what is found: for which text, among which types of records, in which release.
 *
 * @param types names in canonical JSON, in the order of the description
 */
public record SearchListing(String text, List<String> types, ReadAt at) {
    private static final Pattern SCORE = Pattern.compile("[0-9]\\.[0-9]{6}");

    /** What tells this list from every other, for its cursors. */
    public String fingerprint() {
        return "search %s %s".formatted(types, text);
    }

    /** Fails when a cursor of the request is not one of this list. */
    public void check(PageRequest request) {
        Stream.of(request.after(), request.before()).filter(Objects::nonNull).forEach(this::place);
    }

    /** The place in this list that a cursor names; a cursor of any other list or release is refused. */
    Cursor place(String cursor) {
        Cursor place = Cursor.decode(cursor, fingerprint());
        if (place.sequence() != at.sequence()) {
            throw new CursorMismatch(
                    cursor,
                    "a cursor of release %d; this one is of release %d, name it by at: {sequence: %d}"
                            .formatted(at.sequence(), place.sequence(), place.sequence()));
        }
        // The check of a cursor has no key, so anybody can make one that passes it.
        boolean readable = place.position().size() == 3
                && place.position().stream().allMatch(Objects::nonNull)
                && SCORE.matcher(String.valueOf(place.position().getFirst())).matches();
        if (!readable) {
            throw new CursorMismatch(cursor, "a cursor that this list gave");
        }
        return place;
    }
}

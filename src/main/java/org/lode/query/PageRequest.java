package org.lode.query;

import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.BadInput;

/**
 * Which part of a list is asked for, in Relay's words.
 *
 * @param size at most so many rows
 * @param backward whether they are counted from the end
 */
public record PageRequest(
        int size,
        boolean backward,
        @Nullable String after,
        @Nullable String before) {
    public static final int DEFAULT_SIZE = 50;
    public static final int MAX_SIZE = 500;

    /** A null is the same as nothing given; sizes outside 0 to 500 and both sizes at once are refused. */
    public static PageRequest of(
            @Nullable Integer first, @Nullable String after, @Nullable Integer last, @Nullable String before) {
        if (first != null && last != null) {
            throw new BadInput("last", last, "first or last, not both");
        }
        int size = last != null ? checked("last", last) : first != null ? checked("first", first) : DEFAULT_SIZE;
        return new PageRequest(size, last != null, after, before);
    }

    /** A size within 0 and 500; any other is refused. */
    public static int checked(String argument, int size) {
        if (size < 0 || size > MAX_SIZE) {
            throw new BadInput(argument, size, "0 to " + MAX_SIZE);
        }
        return size;
    }
}

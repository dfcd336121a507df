package org.lode.query;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.BadInput;
import org.lode.query.AggregateQuery.Totals;

/**
 * Some items of a list in order, and whether the list goes on before and after them.
 *
 * @param count how many items the whole list has; null unless it was asked for
 * @param cursors makes the cursor of a position
 */
public record Page<T>(
        List<Entry<T>> entries,
        boolean hasPrevious,
        boolean hasNext,
        @Nullable Long count,
        Function<List<@Nullable String>, String> cursors) {
    /**
     * An item in its list.
     *
     * @param position values of the order's columns; empty when no cursor is asked for
     */
    public record Entry<T>(T node, List<@Nullable String> position) {}

    /** Relay's edge. */
    public record Edge<T>(T node, String cursor) {}

    /**
     * Relay's PageInfo: where a page lies in its list.
     *
     * @param start gives the cursor of the first item; null when there is none
     * @param end gives the cursor of the last item; null when there is none
     */
    public record Info(
            boolean hasNextPage,
            boolean hasPreviousPage,
            Supplier<@Nullable String> start,
            Supplier<@Nullable String> end) {}

    /**
     * The page that answers a request.
     *
     * @param found in the direction of the request; one more than requested when the list goes on
     */
    static <T> Page<T> of(
            PageRequest request,
            List<Entry<T>> found,
            @Nullable Long count,
            Function<List<@Nullable String>, String> cursors) {
        boolean more = found.size() > request.size();
        List<Entry<T>> kept = more ? found.subList(0, request.size()) : found;
        return new Page<>(
                request.backward() ? kept.reversed() : kept,
                request.after() != null || (request.backward() && more),
                request.before() != null || (!request.backward() && more),
                count,
                cursors);
    }

    /** The same when the items of the list are counted already. */
    Page<T> counted(long total) {
        return new Page<>(entries, hasPrevious, hasNext, total, cursors);
    }

    /** How many items the list has, when that was asked for. */
    public Totals total() {
        return new Totals(Objects.requireNonNull(count), Map.of());
    }

    public List<T> nodes() {
        return entries.stream().map(Entry::node).toList();
    }

    public List<Edge<T>> edges() {
        return entries.stream()
                .map(entry -> new Edge<>(entry.node(), cursors.apply(entry.position())))
                .toList();
    }

    /** The cursor of the item at this place of the page. */
    public String cursor(int place) {
        return cursors.apply(entries.get(place).position());
    }

    public Info info() {
        return new Info(
                hasNext,
                hasPrevious,
                () -> entries.isEmpty() ? null : cursor(0),
                () -> entries.isEmpty() ? null : cursor(entries.size() - 1));
    }

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
}

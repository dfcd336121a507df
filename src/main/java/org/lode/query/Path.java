package org.lode.query;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a value stands in a filter. Statements of filters that are alike are rendered once; the path finds the value of each.
 *
 * @param parent what it is within; null for the filter itself
 * @param step the name of a field, or the place in a list
 */
record Path(@Nullable Path parent, Object step) {
    /** The filter itself. */
    static final Path FILTER = new Path(null, "filter");

    Path to(Object next) {
        return new Path(this, next);
    }

    /** As messages have it: {@code filter.or[0].name.contains}. */
    String text() {
        if (parent == null) {
            return step.toString();
        }
        return step instanceof Integer ? parent.text() + "[" + step + "]" : parent.text() + "." + step;
    }

    /** The value that stands here in a filter. */
    Object in(Map<String, ?> filter) {
        if (parent == null) {
            return filter;
        }
        Object within = parent.in(filter);
        return Objects.requireNonNull(
                switch (within) {
                    // One condition stands for a list of one.
                    case Map<?, ?> map -> step instanceof Integer ? map : map.get(step);
                    case List<?> list -> list.get((int) step);
                    default -> within;
                });
    }
}

package org.lode.graphql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbers the prices of an operation, so that an answer can be priced while it is written. */
public final class PriceIndex {
    /** The place above the fields of the root. */
    public static final int ROOT = -1;

    private static final int NONE = -2;

    private final List<Map<String, Integer>> below = new ArrayList<>();
    private final Map<String, Integer> roots = new HashMap<>();

    private PriceIndex() {}

    /** Numbers prices: each before those below it. */
    public static PriceIndex of(Cost cost) {
        PriceIndex index = new PriceIndex();
        cost.prices().forEach(price -> index.roots.put(price.key(), index.number(price)));
        return index;
    }

    private int number(Price price) {
        int place = below.size();
        Map<String, Integer> fields = new HashMap<>();
        below.add(fields);
        price.fields().forEach(field -> fields.put(field.key(), number(field)));
        return place;
    }

    /** The place of the field with this key below another; the same for all types that the object can have. */
    public int below(int place, String key) {
        Map<String, Integer> fields =
                place == ROOT ? roots : place == NONE ? Map.<String, Integer>of() : below.get(place);
        return fields.getOrDefault(key, NONE);
    }
}

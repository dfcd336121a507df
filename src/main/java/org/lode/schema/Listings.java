package org.lode.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.lode.model.DataPackage;
import org.lode.model.Table;
import org.lode.query.Order;

/** Makes listings of what GraphQL takes. */
public final class Listings {
    private Listings() {}

    /** The order that a list of {@code orderBy} asks for. */
    public static Order order(DataPackage data, Table table, List<Map<String, Object>> orderBy) {
        List<Order.Term> terms = new ArrayList<>();
        for (Map<String, Object> term : orderBy) {
            terms.add(new Order.Term(
                    OrderKeys.of(data, table, (String) value(term, "field")),
                    value(term, "direction").equals("DESC"),
                    value(term, "nulls").equals("FIRST")));
        }
        return new Order(terms);
    }

    static Object value(Map<String, Object> term, String name) {
        return Objects.requireNonNull(term.get(name));
    }
}

package org.lode.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.lode.model.Names;
import org.lode.model.RecordKind;
import org.lode.model.Table;
import org.lode.query.GroupRequest;
import org.lode.query.Totals;

/** What the groups of each table can be sorted by, by the names of the {@code orderBy} argument. */
final class GroupOrders {
    private GroupOrders() {}

    static Map<String, GroupRequest.By> of(Table table) {
        Map<String, GroupRequest.By> orders = new LinkedHashMap<>();
        orders.put("KEY", new GroupRequest.By.Keys());
        orders.put("COUNT", new GroupRequest.By.Count());
        if (table instanceof RecordKind kind) {
            for (RecordKind.Aggregate aggregate : kind.aggregates()) {
                for (Totals.Statistic statistic : Totals.Statistic.values()) {
                    orders.put(
                            Names.constant(aggregate.name()) + "_" + statistic,
                            new GroupRequest.By.Figure(aggregate, statistic));
                }
            }
        }
        return orders;
    }

    /** The order that a list of {@code orderBy} asks for. */
    static List<GroupRequest.Term> read(Table table, List<Map<String, Object>> orderBy) {
        Map<String, GroupRequest.By> orders = of(table);
        List<GroupRequest.Term> terms = new ArrayList<>();
        for (Map<String, Object> term : orderBy) {
            terms.add(new GroupRequest.Term(
                    Objects.requireNonNull(orders.get((String) Listings.value(term, "field"))),
                    Listings.value(term, "direction").equals("DESC"),
                    Listings.value(term, "nulls").equals("FIRST")));
        }
        return terms;
    }
}

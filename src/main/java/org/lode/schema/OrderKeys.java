package org.lode.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.lode.model.DataPackage;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.RecordKind;
import org.lode.model.Relation;
import org.lode.model.Shape;
import org.lode.model.Shape.Member;
import org.lode.model.Table;
import org.lode.query.AggregateQuery.Totals;
import org.lode.query.Order;

/** The keys that rows of each table can be sorted by, by the names of the {@code orderBy} argument. */
public final class OrderKeys {
    private OrderKeys() {}

    private static Order.Key of(DataPackage data, Table table, String constant) {
        return Optional.ofNullable(all(data, table).get(constant))
                .orElseThrow(() -> new IllegalArgumentException(table.name() + " cannot be sorted by " + constant));
    }

    /** Returns the keys of the table's own fields, and those of related rows that the description of the data offers. */
    static Map<String, Order.Key> all(DataPackage data, Table table) {
        Map<String, Order.Key> keys = new LinkedHashMap<>();
        for (Field field : table.fields()) {
            if (field.type() != FieldType.LIST) {
                Order.Key key = new Order.Key.Own(field);
                keys.put(key.constant(), key);
            }
        }
        for (String path : table.presentation().orders()) {
            Order.Key key = read(data, data.shape(table), List.of(), List.of(path.split("\\.")))
                    .orElseThrow(() -> damaged(table, path, "references and a field, a list and `count` or a figure"));
            if (keys.putIfAbsent(key.constant(), key) != null) {
                throw damaged(table, path, "a name other than " + key.constant());
            }
        }
        return keys;
    }

    private static Optional<Order.Key> read(DataPackage data, Shape at, List<Relation.ToOne> way, List<String> steps) {
        if (steps.isEmpty()) {
            return Optional.empty();
        }
        List<String> rest = steps.subList(1, steps.size());
        return switch (at.member(steps.getFirst())) {
            case Member.Leaf leaf ->
                rest.isEmpty() && !way.isEmpty() && leaf.field().type() != FieldType.LIST
                        ? Optional.of(new Order.Key.Related(way, leaf.field()))
                        : Optional.empty();
            case Member.Embedded object -> read(data, object.shape(), way, rest);
            case Member.Way further -> follow(data, further.relation(), way, rest);
            case null -> Optional.empty();
        };
    }

    private static Optional<Order.Key> follow(
            DataPackage data, Relation relation, List<Relation.ToOne> way, List<String> rest) {
        return switch (relation) {
            case Relation.ToOne one ->
                one.targets().size() == 1
                        ? read(data, data.shape(one.targets().getFirst()), longer(way, one), rest)
                        : Optional.empty();
            case Relation.Many list -> way.isEmpty() ? figure(list, rest) : Optional.empty();
        };
    }

    private static Optional<Order.Key> figure(Relation.Many list, List<String> steps) {
        if (steps.equals(List.of("count"))) {
            return Optional.of(new Order.Key.Count(list));
        }
        if (steps.size() != 2 || !(list.target() instanceof RecordKind kind)) {
            return Optional.empty();
        }
        for (RecordKind.Aggregate aggregate : kind.aggregates()) {
            for (Totals.Statistic statistic : Totals.Statistic.values()) {
                if (aggregate.name().equals(steps.getFirst())
                        && statistic.name().equalsIgnoreCase(steps.getLast())) {
                    return Optional.of(new Order.Key.Figure(list, aggregate, statistic));
                }
            }
        }
        return Optional.empty();
    }

    private static List<Relation.ToOne> longer(List<Relation.ToOne> way, Relation.ToOne step) {
        List<Relation.ToOne> longer = new ArrayList<>(way);
        longer.add(step);
        return List.copyOf(longer);
    }

    private static DatasetDamaged damaged(Table table, String path, String expected) {
        return new DatasetDamaged(
                "datapackage.json: x-order of %s: %s (expected: %s)".formatted(table.name(), path, expected));
    }

    /** Returns the order in the argument {@code orderBy} of a list. */
    public static Order order(DataPackage data, Table table, List<Map<String, Object>> orderBy) {
        List<Order.Term> terms = new ArrayList<>();
        for (Map<String, Object> term : orderBy) {
            terms.add(new Order.Term(
                    of(data, table, (String) value(term, "field")),
                    value(term, "direction").equals("DESC"),
                    value(term, "nulls").equals("FIRST")));
        }
        return new Order(terms);
    }

    static Object value(Map<String, Object> term, String name) {
        return Objects.requireNonNull(term.get(name));
    }
}

package org.lode.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
            Order.Key key = read(data, table, List.of(path.split("\\.")))
                    .orElseThrow(() -> damaged(table, path, "references and a field, a list and `count` or a figure"));
            if (keys.putIfAbsent(key.constant(), key) != null) {
                throw damaged(table, path, "a name other than " + key.constant());
            }
        }
        return keys;
    }

    private static Optional<Order.Key> read(DataPackage data, Table table, List<String> steps) {
        if (data.shape(table).member(steps.getFirst()) instanceof Member.Way first
                && first.relation() instanceof Relation.Many list) {
            return figure(list, steps.subList(1, steps.size()));
        }
        return Path.of(data, table, steps)
                .filter(path -> path.value() != null && path.value().type() != FieldType.LIST)
                .filter(path -> !path.way().isEmpty() && path.way().stream().allMatch(Relation.ToOne.class::isInstance))
                .map(path -> new Order.Key.Related(
                        path.way().stream().map(Relation.ToOne.class::cast).toList(),
                        Objects.requireNonNull(path.value())));
    }

    /**
     * What a path from a table leads to.
     *
     * @param way references and lists, one after the other
     * @param value the field at the end; null for the rows that the last step leads to
     */
    record Path(List<Relation> way, @Nullable Field value) {
        /** Follows a path; empty where it leads nowhere, to an object, or on from rows of several tables. */
        static Optional<Path> of(DataPackage data, Table table, List<String> steps) {
            Shape at = data.shape(table);
            List<Relation> way = new ArrayList<>();
            Field value = null;
            boolean ends = false;
            for (String step : steps) {
                switch (at == null ? null : at.member(step)) {
                    case Member.Leaf leaf -> {
                        value = leaf.field();
                        at = null;
                        ends = true;
                    }
                    case Member.Embedded object -> {
                        at = object.shape();
                        ends = false;
                    }
                    case Member.Way on -> {
                        way.add(on.relation());
                        at = next(data, on.relation());
                        ends = true;
                    }
                    case null -> {
                        return Optional.empty();
                    }
                }
            }
            return ends ? Optional.of(new Path(List.copyOf(way), value)) : Optional.empty();
        }

        private static @Nullable Shape next(DataPackage data, Relation step) {
            return switch (step) {
                case Relation.ToOne one ->
                    one.targets().size() == 1 ? data.shape(one.targets().getFirst()) : null;
                case Relation.Many many -> data.shape(many.target());
            };
        }
    }

    private static Optional<Order.Key> figure(Relation.Many list, List<String> steps) {
        if (steps.equals(List.of("count"))) {
            return Optional.of(new Order.Key.Count(list));
        }
        if (steps.size() != 2 || !(list.target() instanceof RecordKind kind)) {
            return Optional.empty();
        }
        return kind.aggregates().stream()
                .filter(sum -> sum.name().equals(steps.getFirst()))
                .flatMap(sum -> Stream.of(Totals.Statistic.values())
                        .filter(statistic -> statistic.name().equalsIgnoreCase(steps.getLast()))
                        .map(statistic -> (Order.Key) new Order.Key.Figure(list, sum, statistic)))
                .findFirst();
    }

    private static DatasetDamaged damaged(Table table, String path, String expected) {
        return new DatasetDamaged(
                "datapackage.json: x-order of %s: %s (expected: %s)".formatted(table.name(), path, expected));
    }

    /** Returns the order in the argument {@code orderBy} of a list. */
    public static Order order(DataPackage data, Table table, List<Map<String, Object>> orderBy) {
        return new Order(orderBy.stream()
                .map(term -> new Order.Term(
                        Objects.requireNonNull(all(data, table).get(String.valueOf(term.get("field")))),
                        "DESC".equals(term.get("direction")),
                        "FIRST".equals(term.get("nulls"))))
                .toList());
    }
}

package org.lode.record;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lode.kind.DataPackage;
import org.lode.kind.Field;
import org.lode.kind.FieldType;
import org.lode.kind.RecordKind;
import org.lode.kind.Relation;
import org.lode.kind.Table;
import org.lode.query.OrderKey;
import org.lode.query.Totals;

/** What the rows of each table can be sorted by, by the names of the {@code orderBy} argument. */
final class OrderKeys {
    /** References that lead on to each other: {@code PROJECT_COUNTRY_NAME} has two. */
    private static final int LONGEST = 2;

    private OrderKeys() {}

    static OrderKey of(DataPackage data, Table table, String constant) {
        return Optional.ofNullable(own(table).get(constant))
                .or(() -> Optional.ofNullable(all(data, table).get(constant)))
                .orElseThrow(() -> new IllegalArgumentException(table.name() + " cannot be sorted by " + constant));
    }

    /** The fields of the rows themselves: the schema offers all of them. */
    static Map<String, OrderKey> own(Table table) {
        Map<String, OrderKey> keys = new LinkedHashMap<>();
        sortable(table).forEach(field -> add(keys, new OrderKey.Own(field)));
        return keys;
    }

    /** Every key that could be offered; the schema chooses among those that lead to other rows. */
    static Map<String, OrderKey> all(DataPackage data, Table table) {
        Map<String, OrderKey> keys = own(table);
        addRelated(data, table, List.of(), keys);
        for (Relation relation : data.relations(table)) {
            if (relation instanceof Relation.Many list) {
                add(keys, new OrderKey.Count(list));
                if (list.target() instanceof RecordKind kind) {
                    kind.aggregates().forEach(aggregate -> addFigures(list, aggregate, keys));
                }
            }
        }
        return keys;
    }

    private static void addRelated(
            DataPackage data, Table table, List<Relation.ToOne> way, Map<String, OrderKey> keys) {
        for (Relation relation : data.relations(table)) {
            if (relation instanceof Relation.ToOne one && one.targets().size() == 1 && way.size() < LONGEST) {
                List<Relation.ToOne> longer = new ArrayList<>(way);
                longer.add(one);
                RecordKind target = one.targets().getFirst();
                sortable(target).forEach(field -> add(keys, new OrderKey.Related(List.copyOf(longer), field)));
                addRelated(data, target, longer, keys);
            }
        }
    }

    private static void addFigures(Relation.Many list, RecordKind.Aggregate aggregate, Map<String, OrderKey> keys) {
        for (Totals.Statistic statistic : Totals.Statistic.values()) {
            add(keys, new OrderKey.Figure(list, aggregate, statistic));
        }
    }

    private static List<Field> sortable(Table table) {
        return table.fields().stream()
                .filter(field -> field.type() != FieldType.LIST)
                .toList();
    }

    /** A shorter way comes first and keeps its name. */
    private static void add(Map<String, OrderKey> keys, OrderKey key) {
        keys.putIfAbsent(key.constant(), key);
    }
}

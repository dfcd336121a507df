package org.lode.record;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.lode.kind.DataPackage;
import org.lode.kind.Field;
import org.lode.kind.FieldType;
import org.lode.kind.Names;
import org.lode.kind.PartKind;
import org.lode.kind.Relation;
import org.lode.kind.Table;
import org.lode.query.GroupKey;

/** What the rows of each table can be grouped by, by the names of the {@code by} argument. */
final class GroupKeys {
    /** Steps to the row that has the value: {@code PROJECT_COUNTRY_REGION} has two. */
    private static final int LONGEST = 2;

    private final DataPackage data;
    private final Map<String, Map<String, GroupKey>> known = new ConcurrentHashMap<>();

    GroupKeys(DataPackage data) {
        this.data = data;
    }

    /** Every key that could be offered; the schema chooses among them. */
    Map<String, GroupKey> all(Table table) {
        return known.computeIfAbsent(table.name(), name -> {
            Map<String, GroupKey> keys = new LinkedHashMap<>();
            for (int length = 0; length <= LONGEST; length++) {
                add(keys, table, new GroupKey("", List.of(), null), length);
            }
            return keys;
        });
    }

    GroupKey of(Table table, String constant) {
        return Optional.ofNullable(all(table).get(constant))
                .orElseThrow(() -> new IllegalArgumentException(table.name() + " cannot be grouped by " + constant));
    }

    /** Adds the keys that are so many steps further on; a shorter way comes first and keeps its name. */
    private void add(Map<String, GroupKey> keys, Table at, GroupKey way, int steps) {
        if (steps == 0) {
            for (Field field : at.fields()) {
                if (field.type() != FieldType.REF && field.type() != FieldType.LIST && field.type() != FieldType.ID) {
                    put(keys, new GroupKey(named(way, name(field)), way.way(), field));
                }
            }
        }
        for (Relation relation : data.relations(at)) {
            Table target = target(relation, way);
            if (target != null) {
                List<Relation> longer = new ArrayList<>(way.way());
                longer.add(relation);
                GroupKey further = new GroupKey(named(way, name(relation)), List.copyOf(longer), null);
                if (steps > 0) {
                    add(keys, target, further, steps - 1);
                } else if (!(target instanceof PartKind)) {
                    put(keys, further);
                }
            }
        }
    }

    /** Where a step leads; null for one that is not taken: to several kinds, to many records or to many a second time. */
    private static @Nullable Table target(Relation relation, GroupKey way) {
        boolean many = way.way().stream().anyMatch(Relation.Many.class::isInstance);
        return switch (relation) {
            case Relation.ToOne one -> one.targets().size() == 1 ? one.targets().getFirst() : null;
            case Relation.Linked linked -> linked.forward() && !many ? linked.target() : null;
            case Relation.ToMany rows -> rows.target() instanceof PartKind part && !many ? part : null;
        };
    }

    private static String named(GroupKey way, String name) {
        return way.name().isEmpty() ? name : way.name() + Names.upperFirst(name);
    }

    private static String name(Field field) {
        return field.type() == FieldType.DATE ? field.graphqlName() + "Year" : field.graphqlName();
    }

    /** One of many has the name of its type, without that of the record it belongs to: {@code mineral}, {@code party}. */
    private String name(Relation relation) {
        return switch (relation) {
            case Relation.ToOne one -> one.name();
            case Relation.Linked linked -> linked.target().singular();
            case Relation.ToMany rows -> {
                PartKind part = (PartKind) rows.target();
                yield Names.lowerFirst(
                        part.type().replaceFirst("^" + data.record(part.owner()).type(), ""));
            }
        };
    }

    private static void put(Map<String, GroupKey> keys, GroupKey key) {
        keys.putIfAbsent(key.constant(), key);
    }
}

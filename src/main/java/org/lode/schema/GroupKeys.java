package org.lode.schema;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lode.model.DataPackage;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.Names;
import org.lode.model.RecordKind;
import org.lode.model.Relation;
import org.lode.model.Table;
import org.lode.model.Table.PartKind;
import org.lode.query.AggregateQuery.Totals;
import org.lode.query.GroupRequest;
import org.lode.schema.OrderKeys.Path;

/** The keys that rows of each table can be grouped by, and the orders of groups, by the names of the arguments. */
final class GroupKeys {
    private final DataPackage data;
    private final Map<String, Map<String, GroupRequest.Key>> known = new ConcurrentHashMap<>();

    GroupKeys(DataPackage data) {
        this.data = data;
    }

    /** Returns the keys of the table's own fields, and those that the description of the data offers. */
    Map<String, GroupRequest.Key> all(Table table) {
        return known.computeIfAbsent(table.name(), name -> {
            Map<String, GroupRequest.Key> keys = new LinkedHashMap<>();
            for (String path : paths(table)) {
                GroupRequest.Key key = Path.of(data, table, List.of(path.split("\\.")))
                        .flatMap(this::read)
                        .orElseThrow(() -> damaged(table, path, "a value or a record, over one list at most"));
                if (keys.putIfAbsent(key.constant(), key) != null) {
                    throw damaged(table, path, "a name other than " + key.constant());
                }
            }
            if (keys.isEmpty()) {
                throw damaged(table, "nothing", "a path, as no field is an enum, a boolean, a date or a reference");
            }
            return keys;
        });
    }

    private static List<String> paths(Table table) {
        List<String> offered = table.presentation().groups();
        Stream<String> own = table.fields().stream()
                .filter(field -> isOffered(field) || offered.contains(String.join(".", field.path())))
                .map(field -> String.join(".", field.path()));
        return Stream.concat(own, offered.stream()).distinct().toList();
    }

    /** Whether a field is a key without being named in the description: it has few values. */
    private static boolean isOffered(Field field) {
        return switch (field.type()) {
            case ENUM, BOOLEAN, DATE -> true;
            case REF ->
                field.path().size() == 1
                        && field.references().size() == 1
                        && !field.references().contains("*");
            case ID, TEXT, INTEGER, DECIMAL, LIST -> false;
        };
    }

    /** Returns the key at the end of a path, if it leads to a value or to a record, over one list at most. */
    private Optional<GroupRequest.Key> read(Path path) {
        Field value = path.value();
        boolean ends = value == null
                ? !(path.way().getLast() instanceof Relation.ToMany)
                : value.type() != FieldType.LIST && value.type() != FieldType.ID;
        long lists = path.way().stream().filter(Relation.Many.class::isInstance).count();
        if (!ends || lists > 1 || !path.way().stream().allMatch(GroupKeys::isStep)) {
            return Optional.empty();
        }
        String end = value == null ? "" : value.graphqlName() + (value.type() == FieldType.DATE ? "Year" : "");
        String name = Stream.concat(path.way().stream().map(this::name), Stream.of(end))
                .filter(part -> !part.isEmpty())
                .map(Names::upperFirst)
                .collect(Collectors.joining());
        return Optional.of(new GroupRequest.Key(Names.lowerFirst(name), path.way(), value));
    }

    /** Whether a step leads to one kind of rows that can be part of a key. */
    private static boolean isStep(Relation step) {
        return switch (step) {
            case Relation.ToOne one -> one.targets().size() == 1;
            case Relation.Linked linked -> linked.forward();
            case Relation.ToMany rows -> rows.target() instanceof PartKind;
        };
    }

    /** Returns the name of a step. One of many has the name of its type without that of its owner: {@code mineral}, {@code party}. */
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

    private static DatasetDamaged damaged(Table table, String path, String expected) {
        return new DatasetDamaged(
                "datapackage.json: x-group of %s: %s (expected: %s)".formatted(table.name(), path, expected));
    }

    /** Returns the orders of groups of a table, by the names of the {@code orderBy} argument. */
    static Map<String, GroupRequest.By> orders(Table table) {
        Map<String, GroupRequest.By> orders = new LinkedHashMap<>();
        orders.put("KEY", new GroupRequest.By.Keys());
        orders.put("COUNT", new GroupRequest.By.Count());
        for (RecordKind.Aggregate sum : ListFields.aggregates(table)) {
            for (Totals.Statistic statistic : Totals.Statistic.values()) {
                orders.put(Names.constant(sum.name()) + "_" + statistic, new GroupRequest.By.Figure(sum, statistic));
            }
        }
        return orders;
    }

    /** Returns the order in the argument {@code orderBy} of groups. */
    static List<GroupRequest.Term> order(Table table, List<Map<String, Object>> orderBy) {
        Map<String, GroupRequest.By> orders = orders(table);
        return orderBy.stream()
                .map(term -> new GroupRequest.Term(
                        Objects.requireNonNull(orders.get(String.valueOf(term.get("field")))),
                        "DESC".equals(term.get("direction")),
                        "FIRST".equals(term.get("nulls"))))
                .toList();
    }
}

package org.lode.query;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.lode.model.DataPackage;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.Names;
import org.lode.model.Relation;
import org.lode.model.Table;

/**
 * One thing that rows are grouped by, and what each row has of it.
 *
 * @param constant its name in the argument {@code by}
 * @param name its name among the fields of a key
 * @param record whether its value in a key is a record
 */
record Grouping(String constant, String name, boolean record, Values values) {

    /** What a row has of it: a value, none, or the ids of several records. */
    interface Values {
        List<Optional<Object>> of(Memory memory, Memory.Row row);

        /** The same of all rows that a way leads to, each value once; none where it leads nowhere. */
        default Values after(Relation relation) {
            return (memory, row) -> {
                List<Optional<Object>> values = memory.related(row, relation).stream()
                        .flatMap(led -> of(memory, led).stream())
                        .distinct()
                        .toList();
                return values.isEmpty() ? List.of(Optional.empty()) : values;
            };
        }
    }

    /** What the name in the argument stands for, by the descriptions of the schema. */
    static Grouping of(DataPackage data, Table table, String constant) {
        return find(data, table, constant)
                .orElseThrow(() -> new IllegalArgumentException(table.name() + " has nothing called " + constant));
    }

    private static Optional<Grouping> find(DataPackage data, Table table, String constant) {
        for (Field field : table.fields()) {
            String name = field.path().getLast() + (field.type() == FieldType.DATE ? "Year" : "");
            if (Names.constant(name).equals(constant)) {
                return Optional.of(new Grouping(
                        constant, name, field.type() == FieldType.REF, (memory, row) -> List.of(value(row, field))));
            }
        }
        for (Relation relation : data.relations(table)) {
            String name = step(relation);
            if (relation instanceof Relation.Linked && Names.constant(name).equals(constant)) {
                return Optional.of(
                        new Grouping(constant, name, true, (memory, row) -> ids(memory.related(row, relation))));
            }
            if (constant.startsWith(Names.constant(name) + "_")
                    && !(relation instanceof Relation.ToOne one && one.targets().size() > 1)) {
                String rest = constant.substring(Names.constant(name).length() + 1);
                Optional<Grouping> further = find(data, Question.target(relation), rest);
                if (further.isPresent()) {
                    Grouping end = further.get();
                    return Optional.of(new Grouping(
                            constant,
                            name + Names.upperFirst(end.name()),
                            end.record(),
                            end.values().after(relation)));
                }
            }
        }
        return Optional.empty();
    }

    /** The name of a step in the name of a key: of many, that of one of them. */
    private static String step(Relation relation) {
        return switch (relation) {
            case Relation.ToOne one -> one.name();
            case Relation.Linked linked -> linked.target().singular();
            case Relation.ToMany many ->
                switch (many.name()) {
                    case "participants" -> "participant";
                    case "parties" -> "party";
                    case "events" -> "event";
                    default -> many.name();
                };
        };
    }

    private static Optional<Object> value(Memory.Row row, Field field) {
        Optional<Object> value = Optional.ofNullable(row.value(field));
        return field.type() == FieldType.DATE
                ? value.map(date -> Days.of((String) date).first().getYear())
                : value;
    }

    private static List<Optional<Object>> ids(List<Memory.Row> rows) {
        return rows.isEmpty()
                ? List.of(Optional.empty())
                : rows.stream().map(row -> Optional.<Object>of(row.id())).toList();
    }

    /** The groups of rows in order of their keys. */
    static Map<List<Optional<Object>>, List<Memory.Row>> groups(
            List<Grouping> by, Memory memory, List<Memory.Row> rows) {
        Map<List<Optional<Object>>, List<Memory.Row>> groups = new TreeMap<>(Grouping::compare);
        for (Memory.Row row : rows) {
            List<List<Optional<Object>>> keys = List.of(List.of());
            for (Grouping grouping : by) {
                List<List<Optional<Object>>> longer = new ArrayList<>();
                for (List<Optional<Object>> key : keys) {
                    grouping.values().of(memory, row).forEach(value -> longer.add(append(key, value)));
                }
                keys = longer;
            }
            keys.forEach(key ->
                    groups.computeIfAbsent(key, found -> new ArrayList<>()).add(row));
        }
        return groups;
    }

    private static <T> List<T> append(List<T> list, T more) {
        List<T> longer = new ArrayList<>(list);
        longer.add(more);
        return longer;
    }

    /** In order of the first that differs; rows without a value last. */
    private static int compare(List<Optional<Object>> a, List<Optional<Object>> b) {
        for (int i = 0; i < a.size(); i++) {
            int comparison = compare(a.get(i), b.get(i));
            if (comparison != 0) {
                return comparison;
            }
        }
        return 0;
    }

    static int compare(Optional<Object> a, Optional<Object> b) {
        if (a.isEmpty() || b.isEmpty()) {
            return Boolean.compare(a.isEmpty(), b.isEmpty());
        }
        return switch (a.get()) {
            case String text -> Meaning.BY_CODE_POINTS.compare(text, (String) b.get());
            case Integer number -> number.compareTo((Integer) b.get());
            default -> ((Boolean) a.get()).compareTo((Boolean) b.get());
        };
    }

    /** The key of a group as GraphQL tells it. */
    static Map<String, Object> key(List<Grouping> by, List<Optional<Object>> values) {
        Map<String, Object> key = new LinkedHashMap<>();
        for (int i = 0; i < by.size(); i++) {
            Object value = values.get(i).orElse(null);
            key.put(by.get(i).name(), by.get(i).record() && value != null ? Map.of("id", value) : value);
        }
        return key;
    }
}

package org.lode.query;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.RecordKind;
import org.lode.model.Relation;
import org.lode.model.Table;
import org.lode.model.Table.LinkKind;
import org.lode.model.Table.PartKind;
import org.lode.support.Replay;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** All rows of one release in memory, as its JSON Lines tell them, and the ways between them. */
final class Memory {
    private final DataPackage data;
    private final int sequence;
    private final Map<String, List<Row>> rows = new HashMap<>();
    private final Map<String, Row> byId = new HashMap<>();
    private final Map<String, Map<String, List<Row>>> named = new HashMap<>();

    private Memory(DataPackage data, int sequence) {
        this.data = data;
        this.sequence = sequence;
    }

    /** A record or a part. */
    record Row(Table table, String id, JsonNode json) {
        /** The value of a field: text, whole number, exact number, truth or list of texts; null when missing. */
        @Nullable
        Object value(Field field) {
            if (field.type() == FieldType.ID) {
                return id;
            }
            JsonNode value = json.path(field.name());
            if (value.isNull() || value.isMissingNode()) {
                return null;
            }
            return switch (field.type()) {
                case ID, REF, TEXT, ENUM, DATE -> value.asString();
                case INTEGER -> value.asInt();
                case DECIMAL -> new BigDecimal(value.asString());
                case BOOLEAN -> value.asBoolean();
                case LIST -> texts(value);
            };
        }
    }

    static Memory of(DataPackage data, Replay.State state) {
        Memory memory = new Memory(data, state.sequence());
        state.records()
                .forEach((key, version) ->
                        data.type(key.type()).ifPresent(kind -> memory.add(kind, key.id(), version.data())));
        memory.rows.values().forEach(rows -> rows.sort(Comparator.comparing(Row::id, Meaning.BY_CODE_POINTS)));
        return memory;
    }

    /** The rows of each release, that of release N at N. */
    static List<Memory> of(DataPackage data, List<Replay.State> releases) {
        return releases.stream().map(state -> of(data, state)).toList();
    }

    int sequence() {
        return sequence;
    }

    /** The rows of a table in order of their ids. */
    List<Row> rows(Table table) {
        return rows.getOrDefault(table.name(), List.of());
    }

    @Nullable
    Row find(String id) {
        return byId.get(id);
    }

    /** The rows that a way leads to, in order of their ids. */
    List<Row> related(Row row, Relation relation) {
        return switch (relation) {
            case Relation.ToOne one -> {
                Row target = row.value(one.field()) instanceof String id ? find(id) : null;
                yield target == null ? List.of() : List.of(target);
            }
            case Relation.ToMany many -> naming(many.target(), many.by()).getOrDefault(row.id(), List.of());
            case Relation.Linked linked -> linked(row, linked);
        };
    }

    /** The pairs of two records stand in the one of them, as a list of ids. */
    private List<Row> linked(Row row, Relation.Linked way) {
        String pairs = way.link().part();
        return way.forward()
                ? texts(row.json().path(pairs)).stream()
                        .flatMap(id -> Stream.ofNullable(find(id)))
                        .sorted(Comparator.comparing(Row::id, Meaning.BY_CODE_POINTS))
                        .toList()
                : naming(way.target(), pairs).getOrDefault(row.id(), List.of());
    }

    /** Rows by the id that their fields hold, with slashes between. */
    private Map<String, List<Row>> naming(Table table, List<Field> fields) {
        if (fields.size() == 1) {
            return naming(table, fields.getFirst().name());
        }
        return rows(table).stream()
                .collect(Collectors.groupingBy(row -> fields.stream()
                        .map(field -> row.json().path(field.name()).asString())
                        .collect(Collectors.joining("/"))));
    }

    /** Rows by what a field of theirs names, be it one id or several. */
    private Map<String, List<Row>> naming(Table table, String field) {
        return named.computeIfAbsent(table.name() + "." + field, key -> {
            Map<String, List<Row>> byName = new HashMap<>();
            for (Row row : rows(table)) {
                JsonNode value = row.json().path(field);
                List<String> names =
                        value.isArray() ? texts(value) : value.isString() ? List.of(value.asString()) : List.of();
                names.forEach(name ->
                        byName.computeIfAbsent(name, found -> new ArrayList<>()).add(row));
            }
            return byName;
        });
    }

    private void add(RecordKind kind, String id, JsonNode json) {
        Row row = new Row(kind, id, json);
        rows.computeIfAbsent(kind.name(), name -> new ArrayList<>()).add(row);
        if (!kind.prefix().isEmpty()) {
            byId.put(id, row);
        }
        for (Table table : data.tables()) {
            if (table instanceof PartKind part && part.owner().equals(kind.name())) {
                json.path(part.part()).forEach(item -> add(part, id, (ObjectNode) item));
            }
        }
    }

    private void add(PartKind part, String owner, ObjectNode item) {
        StringBuilder id = new StringBuilder(owner);
        part.key().forEach(key -> id.append('/').append(item.path(key).asString()));
        ObjectNode whole = item.deepCopy().put(part.ownerField().name(), owner);
        rows.computeIfAbsent(part.name(), name -> new ArrayList<>()).add(new Row(part, id.toString(), whole));
    }

    static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asString)
                .toList();
    }

    /** The tables that GraphQL shows as lists: all but links and redirects. */
    static List<Table> shown(DataPackage data) {
        return data.tables().stream()
                .filter(table -> !(table instanceof LinkKind))
                .filter(table ->
                        !(table instanceof RecordKind kind && kind.prefix().isEmpty()))
                .toList();
    }
}

package org.lode.store;

import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.inline;

import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.lode.model.LinkKind;
import org.lode.model.PartKind;
import org.lode.model.RecordKind;
import org.lode.model.Table;
import org.lode.release.Leaf;
import org.lode.release.Op;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The rows of one table of parts or links. They follow the versions of the record that owns them. */
final class PartRowStore {
    private final DSLContext sql;
    private final Table part;
    private final org.jooq.Table<?> table;

    PartRowStore(DSLContext sql, Table part) {
        this.sql = sql;
        this.part = part;
        this.table = DSL.table(DSL.name(part.name()));
    }

    /** Ends the rows of owners whose live version ends. */
    void close(List<Op> ops, int sequence) {
        String[] owners = ops.stream()
                .filter(op -> op.before() != null)
                .map(op -> op.key().id())
                .toArray(String[]::new);
        sql.update(table)
                .set(RecordRowStore.TO_SEQ, sequence)
                .where(
                        RecordRowStore.TO_SEQ.eq(inline(RecordRowStore.OPEN)),
                        owner().eq(any(owners)))
                .execute();
    }

    /** Deletes the rows of all versions of this owner. */
    void delete(String owner) {
        sql.execute("delete from {0} where {1} = {2}", table, owner(), DSL.val(owner));
    }

    /** Returns the column that holds the owner's id. */
    private Field<String> owner() {
        return Columns.column(part.fields().getFirst().name(), SQLDataType.CLOB);
    }

    /** Begins the rows of these owners. */
    void insert(List<Leaf> owners, int sequence) {
        List<Field<?>> columns = new ArrayList<>(List.of(RecordRowStore.ID, RecordRowStore.FROM_SEQ));
        columns.addAll(Columns.of(part.fields()));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Leaf owner : owners) {
            for (JsonNode data : parts(owner)) {
                List<@Nullable Object> row = new ArrayList<>(List.of(id(data), sequence));
                row.addAll(Columns.values(part.fields(), data, owner.key() + ": " + part.name()));
                rows.add(row);
            }
        }
        Batches.insert(sql, table, columns, rows);
    }

    /** The parts within the owner's data, each as a row of its table: with the owner's id. */
    private List<JsonNode> parts(Leaf owner) {
        String ownerField = part.fields().getFirst().name();
        List<JsonNode> parts = new ArrayList<>();
        for (JsonNode value : owner.data().path(name())) {
            ObjectNode row = value.isObject() ? ((ObjectNode) value).deepCopy() : JsonNodeFactory.instance.objectNode();
            row.put(ownerField, owner.key().id());
            if (part instanceof LinkKind link) {
                row.set(link.targetField().name(), value);
            }
            parts.add(row);
        }
        return parts;
    }

    private String name() {
        return switch (part) {
            case PartKind rows -> rows.part();
            case LinkKind pairs -> pairs.part();
            case RecordKind record -> throw new IllegalArgumentException(record.name() + " is no part");
        };
    }

    private String id(JsonNode row) {
        List<String> keys = new ArrayList<>();
        keys.add(row.path(part.fields().getFirst().name()).asString(""));
        switch (part) {
            case PartKind rows ->
                rows.key().forEach(key -> keys.add(row.path(key).asString("")));
            case LinkKind pairs -> keys.add(row.path(pairs.targetField().name()).asString(""));
            case RecordKind record -> throw new IllegalArgumentException(record.name() + " is no part");
        }
        return String.join("/", keys);
    }
}

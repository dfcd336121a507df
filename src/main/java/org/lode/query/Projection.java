package org.lode.query;

import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jooq.Field;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.lode.kind.DataPackage;
import org.lode.kind.RecordKind;
import org.lode.kind.Table;

/** The columns and joins that a selection needs in one statement, and how a result row becomes a {@link Row}. */
public final class Projection {
    /** Where a row keeps its title. A kind with a field of this name keeps its own. */
    public static final String TITLE = "title";

    private final TableRef table;
    private final List<org.lode.kind.Field> fields;
    private final boolean titled;
    private final List<Field<?>> columns = new ArrayList<>();
    private final List<One> ones = new ArrayList<>();

    /** A row that a reference leads to, joined under an alias of its own. */
    private record One(org.lode.kind.Field field, RecordKind target, Projection projection, int offset) {}

    private Projection(DataPackage data, Selection selection, TableRef table, Aliases aliases) {
        this.table = table;
        this.fields = List.copyOf(selection.fields());
        columns.add(table.id());
        columns.add(table.column("from_seq", SQLDataType.INTEGER));
        if (table.table() instanceof RecordKind) {
            columns.add(table.column("row_hash", SQLDataType.BLOB));
        }
        fields.forEach(field -> columns.add(table.column(field)));
        this.titled = selection.computed().contains(Selection.Computed.TITLE);
        if (titled) {
            columns.add(new Titles(data, aliases).of(table));
        }
        selection
                .ones()
                .forEach((field, targets) -> targets.forEach((kind, sub) -> {
                    Projection joined = new Projection(data, sub, aliases.ref(kind), aliases);
                    ones.add(new One(field, kind, joined, columns.size()));
                    columns.addAll(joined.columns);
                }));
    }

    static Projection of(DataPackage data, Selection selection, TableRef table, Aliases aliases) {
        return new Projection(data, selection, table, aliases);
    }

    List<Field<?>> columns() {
        return columns;
    }

    /** The given source with the rows that references lead to beside it; a reference to nothing keeps its row. */
    org.jooq.Table<?> join(org.jooq.Table<?> source) {
        org.jooq.Table<?> joined = source;
        for (One one : ones) {
            TableRef target = one.projection.table;
            joined = joined.leftJoin(target.from()).on(target.id().eq(table.text(one.field.name())), target.valid());
            joined = one.projection.join(joined);
        }
        return joined;
    }

    /** Reads this projection's columns from {@code offset} on; null when there is no such row. */
    @Nullable
    Row read(Readable result, int offset) {
        String id = result.get(offset, String.class);
        if (id == null) {
            return null;
        }
        int at = offset + 2;
        byte[] hash = table.table() instanceof RecordKind ? result.get(at++, byte[].class) : null;
        Map<String, Object> values = new HashMap<>();
        for (org.lode.kind.Field field : fields) {
            Object value = result.get(at++, type(field));
            if (value != null) {
                values.put(field.name(), value);
            }
        }
        if (titled) {
            values.put(TITLE, Objects.requireNonNull(result.get(at, String.class)));
        }
        Integer since = result.get(offset + 1, Integer.class);
        return new Row(
                table.table(),
                table.sequence(),
                id,
                since == null ? 0 : since,
                hash == null ? null : HexFormat.of().formatHex(hash),
                values,
                ones(result, offset),
                null);
    }

    private Map<String, Row> ones(Readable result, int offset) {
        Map<String, Row> found = new HashMap<>();
        for (One one : ones) {
            Row row = one.projection.read(result, offset + one.offset);
            if (row != null) {
                found.put(one.field.name(), row);
            }
        }
        return found;
    }

    /** The id that a reference holds is enough to answer for the id of its target, so that no join is needed. */
    public static Row stub(Table target, int sequence, String id) {
        return new Row(target, sequence, id, 0, null, Map.of(), Map.of(), null);
    }

    private static Class<?> type(org.lode.kind.Field field) {
        return switch (field.type()) {
            case ID, REF, TEXT, ENUM, DATE -> String.class;
            case INTEGER -> Integer.class;
            case DECIMAL -> BigDecimal.class;
            case BOOLEAN -> Boolean.class;
            case LIST -> String[].class;
        };
    }
}

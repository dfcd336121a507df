package org.lode.query;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.model.Field.FieldType;
import org.lode.model.RecordKind;
import org.lode.model.Shape;
import org.lode.model.Shape.Member;
import org.lode.model.Table;
import tools.jackson.databind.json.JsonMapper;

/** The columns that a row of a table is read from beside its id and its first release, and how each value is written in answers. */
final class RowLayout {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final char FIRST_PLAIN = ' ';

    private final Table table;
    private final List<Encoder> encoders = new ArrayList<>();
    private final boolean hashed;
    private final @Nullable Titles titles;

    /** @param titles of the statement; null when the rows are read without their titles */
    RowLayout(DataPackage data, Table table, @Nullable Titles titles) {
        this.table = table;
        this.hashed = table instanceof RecordKind;
        this.titles = titles;
        List<org.lode.model.Field> coordinates = coordinates(data.shape(table));
        for (org.lode.model.Field field : table.fields()) {
            encoders.add(encoder(field, coordinates.contains(field)));
        }
    }

    /** How the value of a column, as PostgreSQL writes it, becomes JSON. */
    private interface Encoder {
        byte[] encode(String value);
    }

    List<Field<?>> columns(TableRef rows) {
        List<Field<?>> columns = new ArrayList<>();
        columns.add(rows.column("to_seq", SQLDataType.INTEGER));
        if (hashed) {
            columns.add(DSL.field("encode({0}, 'hex')", SQLDataType.CLOB, rows.column("row_hash", SQLDataType.BLOB)));
        }
        for (org.lode.model.Field field : table.fields()) {
            Field<?> column = rows.column(field);
            columns.add(field.type() == FieldType.LIST ? DSL.field("to_json({0})", SQLDataType.CLOB, column) : column);
        }
        if (titles != null) {
            columns.add(titles.of(rows));
        }
        return columns;
    }

    /** How many columns there are. */
    int width() {
        return 1 + (hashed ? 1 : 0) + encoders.size() + (titles == null ? 0 : 1);
    }

    /**
     * Reads {@link #columns} of one result row.
     *
     * @param sequence the release that it is read in
     * @param latest the newest release that the reader knows: a row without an end is in it
     */
    Row read(CompositeReader result, String id, int since, int sequence, int latest) {
        int end = result.integer();
        byte[] hash = hashed ? HexFormat.of().parseHex(result.text()) : null;
        byte[] @Nullable [] values = new byte[encoders.size()][];
        @Nullable String[] references = new String[encoders.size()];
        for (int i = 0; i < values.length; i++) {
            String value = result.next();
            if (table.fields().get(i).type() == FieldType.REF) {
                references[i] = value;
            } else {
                values[i] = value == null ? null : encoders.get(i).encode(value);
            }
        }
        Row row = new Row(table, id, since, Math.min(end - 1, latest), hash, values, references);
        if (titles != null) {
            row.titled(sequence, json(result.text()));
        }
        return row;
    }

    /** The latitudes and longitudes, which GraphQL has as floating-point numbers. */
    private static List<org.lode.model.Field> coordinates(Shape shape) {
        return shape.members().values().stream()
                .filter(Member.Embedded.class::isInstance)
                .map(member -> ((Member.Embedded) member).shape())
                .flatMap(object -> object.isPlace() ? object.fields() : coordinates(object).stream())
                .toList();
    }

    private static Encoder encoder(org.lode.model.Field field, boolean coordinate) {
        return switch (field.type()) {
            case ID, REF, TEXT, ENUM, DATE -> RowLayout::json;
            case INTEGER -> value -> value.getBytes(StandardCharsets.US_ASCII);
            case BOOLEAN -> value -> JSON.writeValueAsBytes(value.equals("t"));
            case DECIMAL -> coordinate ? value -> JSON.writeValueAsBytes(Double.valueOf(value)) : RowLayout::json;
            case LIST -> value -> JSON.writeValueAsBytes(JSON.readTree(value));
        };
    }

    /** A text as JSON. Few have a character that needs an escape. */
    static byte[] json(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < FIRST_PLAIN || c == '"' || c == '\\' || Character.isSurrogate(c)) {
                return JSON.writeValueAsBytes(text);
            }
        }
        return ('"' + text + '"').getBytes(StandardCharsets.UTF_8);
    }
}

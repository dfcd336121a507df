package org.lode.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DateType;
import org.apache.parquet.format.DecimalType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.ListType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.TypeDefinedOrder;
import org.apache.parquet.format.Util;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Field;
import org.lode.model.PartialDate;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Encodes rows from JSON Lines as one Parquet file, and returns its bytes as they are ready.
 *
 * <p>The same rows give the same bytes, also in other chunks. At most one row group of some megabytes is in
 * memory. For one thread at a time.
 *
 * <p>Source of the layout: the Parquet format, version 2.12. Levels, encodings and the structures of the footer are those of
 * Apache's library; its own writer of files needs Hadoop (decision 17).
 */
public final class ParquetFile {
    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] MAGIC = {'P', 'A', 'R', '1'};
    private static final int VERSION = 1;

    private final Schema schema;
    private final Map<String, String> about;
    private final List<RowGroup> groups = new ArrayList<>();
    private final ByteArrayOutputStream ready = new ByteArrayOutputStream();
    private long taken;
    private ParquetRowGroup group;

    /**
     * Begins a file.
     *
     * @param fields what each row has, in their order
     * @param about names and values of the file's own metadata
     */
    public ParquetFile(List<Field> fields, Map<String, String> about) {
        this.schema = Schema.of(fields);
        this.about = about;
        this.group = new ParquetRowGroup(schema);
        ready.writeBytes(MAGIC);
    }

    /**
     * Adds rows, and returns the bytes that are ready: often none.
     *
     * @param lines whole lines, each an object with every field, in their order
     */
    public byte[] add(byte[] lines) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), lines)) {
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                row(parser, group.columns().iterator());
                group.end();
                if (group.isFull()) {
                    close();
                }
            }
        }
        return take();
    }

    /** Returns the rest of the file: schema, row groups and metadata. */
    public byte[] end() {
        close();
        long rows = groups.stream().mapToLong(RowGroup::getNum_rows).sum();
        FileMetaData footer = new FileMetaData(VERSION, schema.elements(), rows, groups)
                .setCreated_by("lode")
                .setColumn_orders(schema.message().getColumns().stream()
                        .map(column -> ColumnOrder.TYPE_ORDER(new TypeDefinedOrder()))
                        .toList());
        about.forEach((name, value) -> footer.addToKey_value_metadata(new KeyValue(name).setValue(value)));
        int begin = ready.size();
        try {
            Util.writeFileMetaData(footer, ready);
            BytesUtils.writeIntLittleEndian(ready, ready.size() - begin);
        } catch (IOException e) {
            throw new UncheckedIOException("nothing is written to but memory", e);
        }
        ready.writeBytes(MAGIC);
        return take();
    }

    private void close() {
        if (group.rows() > 0) {
            groups.add(group.write(ready, taken + ready.size()));
            group = new ParquetRowGroup(schema);
        }
    }

    private byte[] take() {
        byte[] bytes = ready.toByteArray();
        ready.reset();
        taken += bytes.length;
        return bytes;
    }

    private void row(JsonParser parser, Iterator<ColumnWriter> columns) {
        for (Field field : schema.fields()) {
            String name = parser.nextName();
            if (!field.name().equals(name)) {
                throw new DatasetDamaged("%s came where %s was expected".formatted(name, field.name()));
            }
            if (parser.nextToken() == JsonToken.VALUE_NULL) {
                for (int i = 0; i < (field.type() == Field.FieldType.DATE ? 3 : 1); i++) {
                    columns.next().writeNull(0, 0);
                }
            } else {
                value(field, parser, columns);
            }
        }
        parser.nextToken();
    }

    private static void value(Field field, JsonParser parser, Iterator<ColumnWriter> columns) {
        ColumnWriter column = columns.next();
        switch (field.type()) {
            case ID, REF, TEXT, ENUM -> column.write(Binary.fromString(parser.getString()), 0, 1);
            case INTEGER -> column.write(parser.getIntValue(), 0, 1);
            case BOOLEAN -> column.write(parser.getBooleanValue(), 0, 1);
            case DECIMAL -> column.write(decimal(field, parser.getString()), 0, 1);
            case DATE -> {
                PartialDate date = PartialDate.parse(parser.getString());
                column.write(Binary.fromString(date.text()), 0, 1);
                columns.next().write((int) date.first().toEpochDay(), 0, 1);
                columns.next().write((int) date.last().toEpochDay(), 0, 1);
            }
            case LIST -> list(parser, column);
        }
    }

    /** Writes the levels of an optional list of required items. */
    private static void list(JsonParser parser, ColumnWriter items) {
        int repeated = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.write(Binary.fromString(parser.getString()), repeated, 2);
            repeated = 1;
        }
        if (repeated == 0) {
            items.writeNull(0, 1);
        }
    }

    /** Encodes an exact number as a signed integer of 16 bytes, the highest first. */
    private static Binary decimal(Field field, String text) {
        BigDecimal value = new BigDecimal(text);
        int most = Schema.PRECISION - field.scale();
        if (value.stripTrailingZeros().scale() > field.scale() || value.precision() - value.scale() > most) {
            throw new DatasetDamaged("%s: %s (expected: a number of at most %d digits before the point and %d after it)"
                    .formatted(field.name(), text, most, field.scale()));
        }
        BigInteger whole =
                value.setScale(field.scale(), RoundingMode.UNNECESSARY).unscaledValue();
        ByteBuffer wide = ByteBuffer.allocate(Schema.WIDTH);
        wide.putLong(whole.shiftRight(Long.SIZE).longValue()).putLong(whole.longValue());
        return Binary.fromConstantByteArray(wide.array());
    }

    /** The columns of a file: one for each field, and the first and last day beside the text of a date. */
    record Schema(List<Field> fields, MessageType message) {
        /** Digits of a decimal: the most that readers take. */
        static final int PRECISION = 38;

        /** Bytes that hold so many digits. */
        static final int WIDTH = 16;

        static Schema of(List<Field> fields) {
            List<Type> columns = fields.stream().flatMap(Schema::columns).toList();
            return new Schema(fields, new MessageType("row", columns));
        }

        private static Stream<Type> columns(Field field) {
            String name = field.name();
            Type text = column(PrimitiveTypeName.BINARY, LogicalTypeAnnotation.stringType(), name);
            return switch (field.type()) {
                case ID, REF, TEXT, ENUM -> Stream.of(text);
                case INTEGER -> Stream.of(column(PrimitiveTypeName.INT32, null, name));
                case BOOLEAN -> Stream.of(column(PrimitiveTypeName.BOOLEAN, null, name));
                case DECIMAL ->
                    Stream.of(Types.optional(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY)
                            .length(WIDTH)
                            .as(LogicalTypeAnnotation.decimalType(field.scale(), PRECISION))
                            .named(name));
                case DATE ->
                    Stream.concat(
                            Stream.of(text),
                            Stream.of(name + "_first", name + "_last")
                                    .map(day ->
                                            column(PrimitiveTypeName.INT32, LogicalTypeAnnotation.dateType(), day)));
                case LIST ->
                    Stream.of(Types.optionalList()
                            .requiredElement(PrimitiveTypeName.BINARY)
                            .as(LogicalTypeAnnotation.stringType())
                            .named(name));
            };
        }

        private static Type column(PrimitiveTypeName stored, @Nullable LogicalTypeAnnotation meaning, String name) {
            return Types.optional(stored).as(meaning).named(name);
        }

        /** Returns the type that the footer has for a type of values. */
        static org.apache.parquet.format.Type stored(PrimitiveType type) {
            PrimitiveTypeName name = type.getPrimitiveTypeName();
            return name == PrimitiveTypeName.BINARY
                    ? org.apache.parquet.format.Type.BYTE_ARRAY
                    : org.apache.parquet.format.Type.valueOf(name.name());
        }

        List<SchemaElement> elements() {
            List<SchemaElement> elements = new ArrayList<>();
            describe(message, elements);
            return elements;
        }

        private static void describe(Type type, List<SchemaElement> elements) {
            SchemaElement element = new SchemaElement(type.getName());
            elements.add(element);
            if (elements.size() > 1) {
                element.setRepetition_type(
                        FieldRepetitionType.valueOf(type.getRepetition().name()));
            }
            annotate(element, type.getLogicalTypeAnnotation());
            if (type instanceof GroupType group) {
                element.setNum_children(group.getFieldCount());
                group.getFields().forEach(field -> describe(field, elements));
            } else {
                PrimitiveType primitive = type.asPrimitiveType();
                element.setType(stored(primitive));
                if (primitive.getTypeLength() > 0) {
                    element.setType_length(primitive.getTypeLength());
                }
            }
        }

        /** Writes a logical type for new readers, and the converted type for old ones. */
        private static void annotate(SchemaElement element, @Nullable LogicalTypeAnnotation annotation) {
            switch (annotation) {
                case StringLogicalTypeAnnotation text ->
                    element.setLogicalType(LogicalType.STRING(new StringType())).setConverted_type(ConvertedType.UTF8);
                case DateLogicalTypeAnnotation day ->
                    element.setLogicalType(LogicalType.DATE(new DateType())).setConverted_type(ConvertedType.DATE);
                case ListLogicalTypeAnnotation list ->
                    element.setLogicalType(LogicalType.LIST(new ListType())).setConverted_type(ConvertedType.LIST);
                case DecimalLogicalTypeAnnotation decimal ->
                    element.setLogicalType(
                                    LogicalType.DECIMAL(new DecimalType(decimal.getScale(), decimal.getPrecision())))
                            .setConverted_type(ConvertedType.DECIMAL)
                            .setScale(decimal.getScale())
                            .setPrecision(decimal.getPrecision());
                // Numbers, truth values, and the row itself mean what they are.
                case null -> {}
                default -> {}
            }
        }
    }
}

package org.lode.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
 * <p>The same rows give the same bytes, in whatever chunks they come. At most one row group of some megabytes is in
 * memory. For one thread at a time.
 *
 * <p>Source of the layout: the Parquet format, version 2.12. Levels, encodings and the structures of the footer are those of
 * Apache's library; its own writer of files needs Hadoop (decision 17).
 */
public final class ParquetFile {
    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] MAGIC = {'P', 'A', 'R', '1'};

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

    /** Returns the rest of the file. */
    public byte[] end() {
        close();
        byte[] footer = Footer.of(schema, groups, about);
        ready.writeBytes(footer);
        ready.writeBytes(Footer.length(footer));
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
            JsonToken token = parser.nextToken();
            if (token == JsonToken.VALUE_NULL) {
                nothing(field, columns);
            } else {
                value(field, parser, columns);
            }
        }
        parser.nextToken();
    }

    private static void nothing(Field field, Iterator<ColumnWriter> columns) {
        columns.next().writeNull(0, 0);
        if (field.type() == org.lode.model.Field.FieldType.DATE) {
            columns.next().writeNull(0, 0);
            columns.next().writeNull(0, 0);
        }
    }

    private static void value(Field field, JsonParser parser, Iterator<ColumnWriter> columns) {
        ColumnWriter column = columns.next();
        switch (field.type()) {
            case ID, REF, TEXT, ENUM -> column.write(Binary.fromString(parser.getString()), 0, 1);
            case INTEGER -> column.write(parser.getIntValue(), 0, 1);
            case BOOLEAN -> column.write(parser.getBooleanValue(), 0, 1);
            case DECIMAL -> column.write(decimal(field, parser.getString()), 0, 1);
            case DATE -> date(PartialDate.parse(parser.getString()), column, columns);
            case LIST -> list(parser, column);
        }
    }

    private static void date(PartialDate date, ColumnWriter text, Iterator<ColumnWriter> days) {
        text.write(Binary.fromString(date.text()), 0, 1);
        days.next().write((int) date.first().toEpochDay(), 0, 1);
        days.next().write((int) date.last().toEpochDay(), 0, 1);
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
        if (value.stripTrailingZeros().scale() > field.scale() || value.precision() - value.scale() > most(field)) {
            throw new DatasetDamaged("%s: %s (expected: a number of at most %d digits before the point and %d after it)"
                    .formatted(field.name(), text, most(field), field.scale()));
        }
        BigInteger whole =
                value.setScale(field.scale(), RoundingMode.UNNECESSARY).unscaledValue();
        byte[] digits = whole.toByteArray();
        byte[] wide = new byte[Schema.WIDTH];
        Arrays.fill(wide, (byte) (whole.signum() < 0 ? -1 : 0));
        System.arraycopy(digits, 0, wide, Schema.WIDTH - digits.length, digits.length);
        return Binary.fromConstantByteArray(wide);
    }

    private static int most(Field field) {
        return Schema.PRECISION - field.scale();
    }

    /** The columns of a file: one for each field, and the first and last day beside the text of a date. */
    record Schema(List<Field> fields, MessageType message) {
        /** Digits of a decimal: the most that readers take. */
        static final int PRECISION = 38;

        /** Bytes that hold so many digits. */
        static final int WIDTH = 16;

        static Schema of(List<Field> fields) {
            return new Schema(
                    fields,
                    new MessageType(
                            "row", fields.stream().flatMap(Schema::columns).toList()));
        }

        private static Stream<Type> columns(Field field) {
            String name = field.name();
            return switch (field.type()) {
                case ID, REF, TEXT, ENUM -> Stream.of(text(name));
                case INTEGER ->
                    Stream.of(Types.optional(PrimitiveTypeName.INT32).named(name));
                case BOOLEAN ->
                    Stream.of(Types.optional(PrimitiveTypeName.BOOLEAN).named(name));
                case DECIMAL -> Stream.of(decimal(field));
                case DATE -> Stream.of(text(name), day(name + "_first"), day(name + "_last"));
                case LIST -> Stream.of(list(name));
            };
        }

        private static Type text(String name) {
            return Types.optional(PrimitiveTypeName.BINARY)
                    .as(LogicalTypeAnnotation.stringType())
                    .named(name);
        }

        private static Type decimal(Field field) {
            return Types.optional(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY)
                    .length(WIDTH)
                    .as(LogicalTypeAnnotation.decimalType(field.scale(), PRECISION))
                    .named(field.name());
        }

        private static Type day(String name) {
            return Types.optional(PrimitiveTypeName.INT32)
                    .as(LogicalTypeAnnotation.dateType())
                    .named(name);
        }

        private static Type list(String name) {
            return Types.optionalList()
                    .requiredElement(PrimitiveTypeName.BINARY)
                    .as(LogicalTypeAnnotation.stringType())
                    .named(name);
        }

        /** Returns the type that the footer has for a type of values. */
        static org.apache.parquet.format.Type stored(PrimitiveType type) {
            PrimitiveTypeName name = type.getPrimitiveTypeName();
            return name == PrimitiveTypeName.BINARY
                    ? org.apache.parquet.format.Type.BYTE_ARRAY
                    : org.apache.parquet.format.Type.valueOf(name.name());
        }
    }

    /** Writes the end of a file: schema, row groups and metadata. */
    private static final class Footer {
        private static final int VERSION = 1;

        private Footer() {}

        static byte[] of(ParquetFile.Schema schema, List<RowGroup> groups, Map<String, String> about) {
            List<SchemaElement> elements = new ArrayList<>();
            describe(schema.message(), elements);
            long rows = groups.stream().mapToLong(RowGroup::getNum_rows).sum();
            FileMetaData footer = new FileMetaData(VERSION, elements, rows, groups)
                    .setCreated_by("lode")
                    .setColumn_orders(schema.message().getColumns().stream()
                            .map(column -> ColumnOrder.TYPE_ORDER(new TypeDefinedOrder()))
                            .toList());
            about.forEach((name, value) -> footer.addToKey_value_metadata(new KeyValue(name).setValue(value)));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try {
                Util.writeFileMetaData(footer, out);
            } catch (IOException e) {
                throw new UncheckedIOException("nothing is written to but memory", e);
            }
            return out.toByteArray();
        }

        /** Returns its length as the format has it: four bytes, the lowest first. */
        static byte[] length(byte[] footer) {
            return ByteBuffer.allocate(Integer.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(footer.length)
                    .array();
        }

        private static void describe(org.apache.parquet.schema.Type type, List<SchemaElement> elements) {
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
                element.setType(ParquetFile.Schema.stored(primitive));
                if (primitive.getTypeLength() > 0) {
                    element.setType_length(primitive.getTypeLength());
                }
            }
        }

        /** Writes a logical type for new readers, and the converted type for old ones. */
        private static void annotate(SchemaElement element, LogicalTypeAnnotation annotation) {
            if (annotation instanceof StringLogicalTypeAnnotation) {
                element.setLogicalType(LogicalType.STRING(new StringType())).setConverted_type(ConvertedType.UTF8);
            } else if (annotation instanceof DateLogicalTypeAnnotation) {
                element.setLogicalType(LogicalType.DATE(new DateType())).setConverted_type(ConvertedType.DATE);
            } else if (annotation instanceof ListLogicalTypeAnnotation) {
                element.setLogicalType(LogicalType.LIST(new ListType())).setConverted_type(ConvertedType.LIST);
            } else if (annotation instanceof DecimalLogicalTypeAnnotation decimal) {
                element.setLogicalType(LogicalType.DECIMAL(new DecimalType(decimal.getScale(), decimal.getPrecision())))
                        .setConverted_type(ConvertedType.DECIMAL)
                        .setScale(decimal.getScale())
                        .setPrecision(decimal.getPrecision());
            }
        }
    }
}

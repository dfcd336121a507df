package org.lode.files;

import java.util.List;
import java.util.stream.Stream;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.lode.model.Field;

/** What a file's columns are: one a field, and the first and last day beside the text of a date. */
record ParquetSchema(List<Field> fields, MessageType message) {
    /** Digits of a decimal: the most that readers take. */
    static final int PRECISION = 38;

    /** Bytes that hold so many digits. */
    static final int WIDTH = 16;

    static ParquetSchema of(List<Field> fields) {
        return new ParquetSchema(
                fields,
                new MessageType(
                        "row", fields.stream().flatMap(ParquetSchema::columns).toList()));
    }

    private static Stream<Type> columns(Field field) {
        String name = field.name();
        return switch (field.type()) {
            case ID, REF, TEXT, ENUM -> Stream.of(text(name));
            case INTEGER -> Stream.of(Types.optional(PrimitiveTypeName.INT32).named(name));
            case BOOLEAN -> Stream.of(Types.optional(PrimitiveTypeName.BOOLEAN).named(name));
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

    /** How the footer calls a type of values. */
    static org.apache.parquet.format.Type stored(PrimitiveType type) {
        PrimitiveTypeName name = type.getPrimitiveTypeName();
        return name == PrimitiveTypeName.BINARY
                ? org.apache.parquet.format.Type.BYTE_ARRAY
                : org.apache.parquet.format.Type.valueOf(name.name());
    }
}

package org.lode.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;

/** The end of a file: its schema, where its chunks are, and what it says of itself. */
final class ParquetFooter {
    private static final int VERSION = 1;

    private ParquetFooter() {}

    static byte[] of(ParquetSchema schema, List<RowGroup> groups, Map<String, String> about) {
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

    /** How many bytes it has, as the format wants to be told. */
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
            element.setType(ParquetSchema.stored(primitive));
            if (primitive.getTypeLength() > 0) {
                element.setType_length(primitive.getTypeLength());
            }
        }
    }

    /** Both as newer readers want it and as older ones do. */
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

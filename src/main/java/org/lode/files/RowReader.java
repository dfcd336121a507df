package org.lode.files;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.io.api.Binary;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Field;
import org.lode.model.PartialDate;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads rows from JSON Lines into columns. */
final class RowReader {
    private static final JsonFactory JSON = new JsonFactory();

    private final List<Field> fields;

    RowReader(ParquetSchema schema) {
        this.fields = schema.fields();
    }

    /**
     * Reads every row.
     *
     * @param columns where the next row goes
     * @param end what is done after each
     */
    void read(byte[] lines, Supplier<List<ColumnWriter>> columns, Runnable end) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), lines)) {
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                row(parser, columns.get().iterator());
                end.run();
            }
        }
    }

    private void row(JsonParser parser, Iterator<ColumnWriter> columns) {
        for (Field field : fields) {
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

    /** Levels as the format has them for a list that may be missing, of items that may not. */
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

    /** An exact number as a signed integer of 16 bytes, the highest first. */
    private static Binary decimal(Field field, String text) {
        BigDecimal value = new BigDecimal(text);
        if (value.stripTrailingZeros().scale() > field.scale() || value.precision() - value.scale() > most(field)) {
            throw new DatasetDamaged("%s: %s (expected: a number of at most %d digits before the point and %d after it)"
                    .formatted(field.name(), text, most(field), field.scale()));
        }
        BigInteger whole =
                value.setScale(field.scale(), RoundingMode.UNNECESSARY).unscaledValue();
        byte[] digits = whole.toByteArray();
        byte[] wide = new byte[ParquetSchema.WIDTH];
        Arrays.fill(wide, (byte) (whole.signum() < 0 ? -1 : 0));
        System.arraycopy(digits, 0, wide, ParquetSchema.WIDTH - digits.length, digits.length);
        return Binary.fromConstantByteArray(wide);
    }

    private static int most(Field field) {
        return ParquetSchema.PRECISION - field.scale();
    }
}

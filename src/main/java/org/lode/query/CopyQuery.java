package org.lode.query;

import java.util.function.IntFunction;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.lode.model.Field.FieldType;

/**
 * Copies some rows as lines of text, which PostgreSQL writes: COPY statements, and those that find where they end.
 *
 * <p>Values are inlined in the statements, since COPY takes no parameters.
 *
 * @param copy gives the statement that writes this many rows, a line each
 * @param last gives the statement that reads the position of the last of this many rows; it gives no row when there are fewer
 * @param keys how many columns a position has
 */
public record CopyQuery(IntFunction<String> copy, IntFunction<String> last, int keys) {

    public enum Format {
        /** RFC 4180: nothing for a missing value, quotes around nothing for an empty text. */
        CSV,
        /** One object; exact numbers are texts, as GraphQL has them. */
        JSON;

        private static final String ROW = "o";
        private static final DSLContext RENDER = DSL.using(SQLDialect.POSTGRES);

        /** The statement that writes the rows, whose columns are {@link #written}. */
        public String copy(Select<?> rows) {
            return switch (this) {
                case CSV -> copy(rows, "");
                // JSON has neither of the two within its text, so that nothing is quoted.
                case JSON ->
                    copy(
                            DSL.select(DSL.field("row_to_json({0})", DSL.name(ROW)))
                                    .from(rows.asTable(ROW)),
                            ", delimiter E'\\x02', quote E'\\x01'");
            };
        }

        private static String copy(Select<?> rows, String options) {
            return "copy (%s) to stdout (format csv%s)".formatted(text(rows), options);
        }

        /** A statement with its values in its text. */
        public static String text(Query query) {
            return RENDER.renderInlined(query);
        }

        public Field<?> written(org.lode.model.Field field, Field<?> value) {
            return switch (this) {
                case CSV -> cell(field.type(), value);
                case JSON ->
                    (field.type() == FieldType.DECIMAL ? value.cast(SQLDataType.CLOB) : value).as(field.name());
            };
        }

        private static Field<?> cell(FieldType type, Field<?> value) {
            return switch (type) {
                case ID, REF, ENUM, DATE, INTEGER, DECIMAL -> value;
                case BOOLEAN -> value.cast(SQLDataType.CLOB);
                case TEXT -> harmless(value);
                case LIST -> harmless(DSL.field("array_to_string({0}, '|')", SQLDataType.CLOB, value));
            };
        }

        /**
         * Puts an apostrophe before a text that a spreadsheet would take for a formula, also one of full-width characters.
         *
         * <p>A text that begins like that behind apostrophes gets one more. So two texts that differ stay two in the file.
         */
        private static Field<String> harmless(Field<?> text) {
            return DSL.field(
                    "case when ascii(ltrim({0}, '''')) in (9, 10, 13, 43, 45, 61, 64, 65291, 65293, 65309, 65312)"
                            + " then '''' || {0} else {0} end",
                    SQLDataType.CLOB, text);
        }
    }
}

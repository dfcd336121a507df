package org.lode.query;

import org.jooq.Field;
import org.jooq.Name;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows that PostgreSQL gives as one text, which its driver reads at far less cost than rows. They are in the form of its composite values: {@code (a,,"b ""c""")}, one after the other. Lists of rows
 * are ended by newlines, and may begin with a number.
 *
 * <p>A value is null, a text between quotes, or a text that needs none. Within quotes, quotes and backslashes are doubled.
 */
final class CompositeReader {
    private static final char END_OF_LIST = '\n';
    private static final Name ROWS = DSL.name("x");

    private final String text;
    private int at;

    CompositeReader(String text) {
        this.text = text;
    }

    /** A table of a statement that has the rows of a sorted query. */
    static Table<?> rows(Select<?> sorted) {
        return sorted.asTable(ROWS);
    }

    /** All rows of that table in their order, as one text; null when there are none. */
    static Field<String> allRows() {
        return DSL.field("string_agg({0}::text, '')", SQLDataType.CLOB, ROWS);
    }

    /** The place of the character to read next; behind the end of a text that ends with a list. */
    int at() {
        return at;
    }

    long number() {
        int begin = at;
        while (at < text.length() && Character.isDigit(text.charAt(at))) {
            at++;
        }
        return Long.parseLong(text, begin, at, 10);
    }

    /** Goes to the next row of a list. At the end of the list, goes to the next list and returns false. */
    boolean nextRow() {
        boolean row = at < text.length() && text.charAt(at) != END_OF_LIST;
        at++;
        return row;
    }

    @Nullable
    String next() {
        int begin = at;
        if (text.charAt(begin) == '"') {
            return quoted(begin + 1);
        }
        int end = begin;
        char ending = text.charAt(end);
        while (ending != ',' && ending != ')') {
            end++;
            ending = text.charAt(end);
        }
        at = end + 1;
        return end == begin ? null : text.substring(begin, end);
    }

    /** The next value of a row in which it is never null. */
    String text() {
        String value = next();
        if (value == null) {
            throw new IllegalStateException("a value before character %d is missing".formatted(at));
        }
        return value;
    }

    /** The next value of a row in which it is a whole number, and never null. */
    int integer() {
        return Integer.parseInt(text());
    }

    /** Goes to the end of the row, behind values that are not needed. */
    void skip(int values) {
        for (int i = 0; i < values; i++) {
            boolean quoted = false;
            char ending = text.charAt(at);
            while (quoted || (ending != ',' && ending != ')')) {
                quoted ^= ending == '"';
                at++;
                ending = text.charAt(at);
            }
            at++;
        }
    }

    private String quoted(int begin) {
        int end = begin;
        char ending = text.charAt(end);
        while (ending != '"' && ending != '\\') {
            end++;
            ending = text.charAt(end);
        }
        if (ending == '"' && text.charAt(end + 1) != '"') {
            at = end + 2;
            return text.substring(begin, end);
        }
        StringBuilder value = new StringBuilder().append(text, begin, end);
        int from = end;
        char special = text.charAt(from);
        while (special != '"' || text.charAt(from + 1) == '"') {
            if (special == '"' || special == '\\') {
                from++;
            }
            value.append(text.charAt(from));
            from++;
            special = text.charAt(from);
        }
        at = from + 2;
        return value.toString();
    }
}

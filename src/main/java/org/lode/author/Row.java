package org.lode.author;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of a CSV table.
 *
 * @param line number of the line where it begins, from 1
 * @param id the first cell: the id of the record that the row is or belongs to
 * @param cells the texts by column, without empty cells
 */
record Row(String file, int line, String id, Map<String, String> cells) {

    Row {
        cells = Map.copyOf(cells);
    }

    @Nullable
    String get(String column) {
        return cells.get(column);
    }

    /** The cell's text, {@code ""} when it is empty. */
    String text(String column) {
        return cells.getOrDefault(column, "");
    }

    /** The texts of these columns. */
    List<String> texts(List<String> columns) {
        return columns.stream().map(this::text).toList();
    }

    boolean has(String column) {
        return cells.containsKey(column);
    }

    Problem problem(String column, String expected) {
        return new Problem(file, line, column, id, text(column), expected, /* warning= */ false);
    }

    Problem warning(String column, String expected) {
        return warning(column, text(column), expected);
    }

    /** A warning with another value than the text of the cell. */
    Problem warning(String column, String value, String expected) {
        return new Problem(file, line, column, id, value, expected, /* warning= */ true);
    }

    Row with(String column, String text) {
        Map<String, String> changed = new HashMap<>(cells);
        changed.put(column, text);
        return new Row(file, line, id, changed);
    }

    /** The order of rows in a file: that of their keys, column by column, by UTF-8 bytes. */
    static int compareKeys(List<String> a, List<String> b) {
        for (int i = 0; i < a.size(); i++) {
            int order = compareTexts(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** The order of texts by their UTF-8 bytes. */
    static int compareTexts(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }
}

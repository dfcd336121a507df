package org.lode.author;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads one CSV table: in the form of {@link CsvText} and Unicode NFC, with just the columns expected. */
final class TableReader {
    private static final String HEADER = "header";

    /** Controls but the line feed, what turns the direction of writing, separators of lines, and what is no character. */
    private static final Pattern CONTROL =
            Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}\\p{Cn}\\uFEFF\\u202A-\\u202E\\u2066-\\u2069&&[^\\n]]");

    private static final Pattern OUTER_SPACE = Pattern.compile("^[\\s\\p{Z}]|[\\s\\p{Z}]$");

    private final String file;
    private final List<String> columns;
    private final List<Problem> problems;
    private final Set<String> brokenIds = new HashSet<>();
    private boolean whole;

    TableReader(String file, List<String> columns, List<Problem> problems) {
        this.file = file;
        this.columns = columns;
        this.problems = problems;
    }

    /** The rows that can be read; what cannot is added to the problems. */
    List<Row> read(Path folder) {
        try {
            return parse(CsvText.read(Files.readAllBytes(folder.resolve(file))));
        } catch (IOException e) {
            add(1, HEADER, "no such file", "a table with the columns " + String.join(",", columns));
            return List.of();
        }
    }

    /** Whether the table could be read at all; if not, nothing can be said of what leads to its rows. */
    boolean isWhole() {
        return whole;
    }

    /** The ids of rows that could not be read. */
    Set<String> brokenIds() {
        return brokenIds;
    }

    private List<Row> parse(CsvText text) {
        Problem flawed = text.problem(file);
        if (flawed != null) {
            problems.add(flawed);
            return List.of();
        }
        List<String> header =
                text.lines().isEmpty() ? List.of() : text.lines().getFirst().cells();
        if (!header.equals(columns)) {
            add(1, HEADER, String.join(",", header), String.join(",", columns));
            return List.of();
        }
        whole = true;
        List<Row> rows = new ArrayList<>();
        text.lines().stream().skip(1).forEach(line -> row(line, rows));
        return rows;
    }

    private void row(CsvText.Line line, List<Row> rows) {
        int number = line.number();
        String id = line.cells().getFirst();
        if (line.cells().size() != columns.size()) {
            problems.add(new Problem(
                    file,
                    number,
                    "row",
                    id,
                    line.cells().size() + " cells",
                    columns.size() + " cells",
                    /* warning= */ false));
            brokenIds.add(id);
            return;
        }
        Map<String, String> cells = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            if (!line.cells().get(i).isEmpty()) {
                cells.put(columns.get(i), line.cells().get(i));
            }
        }
        Row row = new Row(file, number, id, cells);
        columns.stream().filter(row::has).forEach(column -> check(row, column));
        rows.add(row);
    }

    private void check(Row row, String column) {
        String text = row.text(column);
        if (!Normalizer.isNormalized(text, Normalizer.Form.NFC)) {
            problems.add(row.problem(column, "text in Unicode NFC"));
        }
        if (CONTROL.matcher(text).find()) {
            problems.add(row.problem(column, "text without control characters"));
        } else if (OUTER_SPACE.matcher(text).find()) {
            problems.add(row.problem(column, "no space at either end"));
        }
    }

    private void add(int line, String column, String value, String expected) {
        problems.add(Problem.ofFile(file, line, column, value, expected));
    }
}

package org.lode.author;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.author.Money.MoneyRules;
import org.lode.model.DataPackage;
import org.lode.model.DataPackageReader;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Failure.StartFailed;
import org.lode.model.RecordKind;
import org.lode.model.Table;
import tools.jackson.core.JacksonException;

/**
 * The tables of a dataset folder as people edit them: the next release before it is made.
 *
 * <p>Tables are read in the form of {@link CsvText}, with exactly the columns of the description, and texts in Unicode NFC.
 */
public final class Draft {
    public static final String REASONS = "reasons.csv";
    public static final List<String> REASON_COLUMNS = List.of("id", "reason", "note");

    /** Controls except the line feed, marks of writing direction, line separators, and code points that are no characters. */
    private static final Pattern CONTROL =
            Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}\\p{Cn}\\uFEFF\\u202A-\\u202E\\u2066-\\u2069&&[^\\n]]");

    private static final Pattern OUTER_SPACE = Pattern.compile("^[\\s\\p{Z}]|[\\s\\p{Z}]$");

    private final Path folder;
    private final DataPackage description;
    private final Map<String, List<Row>> tables = new LinkedHashMap<>();
    private final Map<String, Row> records = new HashMap<>();
    private final List<Row> reasons;
    private final List<Problem> unreadable = new ArrayList<>();
    private final Set<String> brokenIds = new HashSet<>();
    private final List<Problem> found;
    private boolean whole = true;

    private Draft(Path folder, DataPackage description) {
        this.folder = folder;
        this.description = description;
        for (Table table : description.tables()) {
            tables.put(table.name(), read(table.name() + ".csv", table.columns()));
        }
        this.reasons = read(REASONS, REASON_COLUMNS);
        for (RecordKind kind : description.shown()) {
            rows(kind).forEach(row -> records.putIfAbsent(row.text("id"), row));
        }
        this.found = check();
    }

    /** Reads the description and all tables of a folder; fails only when there is no valid description. */
    public static Draft read(Path folder) {
        return new Draft(folder, description(folder));
    }

    static DataPackage description(Path folder) {
        Path file = folder.resolve("datapackage.json");
        try {
            return DataPackageReader.read(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new StartFailed(
                    "--dataset: %s has no datapackage.json that can be read (expected: a dataset folder)"
                            .formatted(folder),
                    e);
        } catch (IllegalArgumentException | JacksonException e) {
            throw new DatasetDamaged("%s: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** Returns the rows of a file that can be read; the others become problems. */
    private List<Row> read(String file, List<String> columns) {
        CsvText text;
        try {
            text = CsvText.read(Files.readAllBytes(folder.resolve(file)));
        } catch (IOException e) {
            return unreadable(Problem.ofFile(
                    file, 1, "header", "no such file", "a table with the columns " + String.join(",", columns)));
        }
        Optional<Problem> problem = text.problem(file).or(() -> text.otherHeader(file, columns));
        if (problem.isPresent()) {
            return unreadable(problem.get());
        }
        List<Row> rows = new ArrayList<>();
        text.lines().stream().skip(1).forEach(line -> {
            String id = line.cells().getFirst();
            int cells = line.cells().size();
            if (cells == columns.size()) {
                rows.add(row(file, columns, line));
            } else {
                String expected = columns.size() + " cells";
                unreadable.add(new Problem(file, line.number(), "row", id, cells + " cells", expected, false));
                brokenIds.add(id);
            }
        });
        return rows;
    }

    private List<Row> unreadable(Problem problem) {
        unreadable.add(problem);
        whole = false;
        return List.of();
    }

    private Row row(String file, List<String> columns, CsvText.Line line) {
        Map<String, String> cells = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            if (!line.cells().get(i).isEmpty()) {
                cells.put(columns.get(i), line.cells().get(i));
            }
        }
        Row row = new Row(file, line.number(), line.cells().getFirst(), cells);
        columns.stream().filter(row::has).forEach(column -> checkCharacters(row, column));
        return row;
    }

    private void checkCharacters(Row row, String column) {
        String text = row.text(column);
        if (!Normalizer.isNormalized(text, Normalizer.Form.NFC)) {
            unreadable.add(row.problem(column, "text in Unicode NFC"));
        }
        if (CONTROL.matcher(text).find()) {
            unreadable.add(row.problem(column, "text without control characters"));
        } else if (OUTER_SPACE.matcher(text).find()) {
            unreadable.add(row.problem(column, "no space at either end"));
        }
    }

    public Path folder() {
        return folder;
    }

    public DataPackage description() {
        return description;
    }

    /** Returns what prevents a release; in the order of tables and lines. */
    public List<Problem> problems() {
        return found.stream().filter(problem -> !problem.warning()).toList();
    }

    /** Returns what may be right but should be looked at; in the order of tables and lines. */
    public List<Problem> warnings() {
        return found.stream().filter(Problem::warning).toList();
    }

    /** Applies the rules, unless a table cannot be read: the others would seem to lack its rows. */
    private List<Problem> check() {
        List<Problem> all = new ArrayList<>(unreadable);
        if (whole) {
            new TableRules(this, all::add).check();
            new RecordRules(this, all::add).check();
            new MoneyRules(this, all::add).check();
            new SeriesRules(this, all::add).check();
            new CitationRules(this, all::add).check();
        }
        return inOrder(all);
    }

    /** Fails when a table cannot be read. */
    void requireWhole() {
        if (!whole || !brokenIds.isEmpty()) {
            throw new DatasetDamaged(unreadable.getFirst().toString());
        }
    }

    /** Returns the problems in the order of tables, then lines, then columns. */
    List<Problem> inOrder(List<Problem> problems) {
        List<String> files = Stream.concat(
                        description.tables().stream().map(table -> table.name() + ".csv"), Stream.of(REASONS))
                .toList();
        return problems.stream()
                .distinct()
                .sorted(Comparator.<Problem>comparingInt(problem -> files.indexOf(problem.file()))
                        .thenComparingInt(Problem::line)
                        .thenComparing(Problem::column))
                .toList();
    }

    List<Row> rows(Table table) {
        return rows(table.name());
    }

    /** Returns the rows of a table; none when there is no such table. */
    List<Row> rows(String table) {
        return Collections.unmodifiableList(tables.getOrDefault(table, List.of()));
    }

    /** The row of the record with this id, of any kind but a redirect; null when there is none. */
    @Nullable
    Row record(String id) {
        return records.get(id);
    }

    /** Returns whether this is the id of a row that could not be read, which is reported already. */
    boolean isBroken(String id) {
        return brokenIds.contains(id);
    }

    List<Row> reasons() {
        return reasons;
    }

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

        /** Returns the cell's text, {@code ""} when it is empty. */
        String text(String column) {
            return cells.getOrDefault(column, "");
        }

        /** Returns the texts of these columns. */
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

        /** Returns a warning with another value than the text of the cell. */
        Problem warning(String column, String value, String expected) {
            return new Problem(file, line, column, id, value, expected, /* warning= */ true);
        }

        Row with(String column, String text) {
            Map<String, String> changed = new HashMap<>(cells);
            changed.put(column, text);
            return new Row(file, line, id, changed);
        }

        /** Returns the order of rows in a file: that of their keys, column by column, by UTF-8 bytes. */
        static int compareKeys(List<String> a, List<String> b) {
            return IntStream.range(0, a.size())
                    .map(i -> compareTexts(a.get(i), b.get(i)))
                    .filter(order -> order != 0)
                    .findFirst()
                    .orElse(0);
        }

        /** Returns the order of texts by their UTF-8 bytes. */
        static int compareTexts(String a, String b) {
            return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
        }
    }
}

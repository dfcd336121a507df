package org.lode.author;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.lode.author.Draft.Row;
import org.lode.model.Failure.StartFailed;
import org.lode.model.Table;

/** Writes tables in their canonical form: sorted rows, Unicode NFC, line feeds, quotation marks only where CSV needs them. */
public final class Formatter {

    /**
     * The result of formatting a folder.
     *
     * @param changed the files that were written
     * @param problems why a table cannot be read; then nothing was written
     */
    public record Outcome(List<String> changed, List<Problem> problems) {}

    private final Path folder;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, byte[]> changed = new LinkedHashMap<>();

    private Formatter(Path folder) {
        this.folder = folder;
    }

    /** Writes each table of the folder that is not in canonical form; none when one cannot be read. */
    public static Outcome format(Path folder) {
        Formatter formatter = new Formatter(folder);
        for (Table table : Draft.description(folder).tables()) {
            formatter.read(table.name() + ".csv", table.columns(), table.keyColumns());
        }
        formatter.read(Draft.REASONS, Draft.REASON_COLUMNS, List.of("id"));
        return formatter.problems.isEmpty() ? formatter.write() : new Outcome(List.of(), formatter.problems);
    }

    private void read(String file, List<String> columns, List<String> keys) {
        try {
            byte[] before = Files.readAllBytes(folder.resolve(file));
            CsvText text = CsvText.read(before);
            if (!text.flaws().stream().allMatch(CsvText.Flaw::repairable)) {
                text.problem(file).ifPresent(problems::add);
            } else if (isTable(file, text, columns)) {
                List<List<String>> rows = new ArrayList<>();
                text.lines().stream().skip(1).map(Formatter::normalized).forEach(rows::add);
                byte[] after = bytes(columns, rows, keys);
                if (!Arrays.equals(before, after)) {
                    changed.put(file, after);
                }
            }
        } catch (NoSuchFileException e) {
            problems.add(Problem.ofFile(file, 1, "header", "no such file", String.join(",", columns)));
        } catch (IOException e) {
            throw new StartFailed("--dataset: %s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static List<String> normalized(CsvText.Line line) {
        return line.cells().stream()
                .map(cell -> Normalizer.normalize(cell, Normalizer.Form.NFC))
                .toList();
    }

    private boolean isTable(String file, CsvText text, List<String> columns) {
        int before = problems.size();
        text.otherHeader(file, columns).ifPresentOrElse(problems::add, () -> {
            for (CsvText.Line line : text.lines()) {
                int cells = line.cells().size();
                if (cells != columns.size()) {
                    String expected = columns.size() + " cells";
                    problems.add(Problem.ofFile(file, line.number(), "row", cells + " cells", expected));
                }
            }
        });
        return problems.size() == before;
    }

    static byte[] bytes(Table table, List<List<String>> rows) {
        return bytes(table.columns(), rows, table.keyColumns());
    }

    /** Returns the canonical form of a table: the header, then the rows in the order of their keys. */
    private static byte[] bytes(List<String> columns, List<List<String>> rows, List<String> keys) {
        List<Integer> places = keys.stream().map(columns::indexOf).toList();
        Function<List<String>, List<String>> key =
                row -> places.stream().map(row::get).toList();
        rows.sort(Comparator.comparing(key, Row::compareKeys));
        rows.addFirst(columns);
        return CsvText.write(rows).getBytes(StandardCharsets.UTF_8);
    }

    private Outcome write() {
        changed.forEach((file, bytes) -> WholeFile.writing(file, () -> WholeFile.replace(folder.resolve(file), bytes)));
        return new Outcome(List.copyOf(changed.keySet()), List.of());
    }
}

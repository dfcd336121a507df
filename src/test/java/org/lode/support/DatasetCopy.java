package org.lode.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.lode.author.Author;
import org.lode.author.Draft;
import org.springframework.boot.SpringApplication;
import org.springframework.util.FileSystemUtils;

/** A copy of the bundled dataset, all releases included, to make further releases of. */
public final class DatasetCopy {
    private static final Path BUNDLED = Path.of("dataset");
    private static final Instant FIRST = Instant.parse("2099-01-01T00:00:00Z");

    private final Path folder;
    private int made;

    private DatasetCopy(Path folder) {
        this.folder = folder;
    }

    /** A new copy in the build folder, which goes when the tests end. */
    public static DatasetCopy make() {
        return new DatasetCopy(copied(BUNDLED));
    }

    /** A new copy of this one, with the releases that were made of it. */
    DatasetCopy copy() {
        DatasetCopy copy = new DatasetCopy(copied(folder));
        copy.made = made;
        return copy;
    }

    private static Path copied(Path source) {
        Path folder = FreshDataFolder.make();
        try {
            FileSystemUtils.copyRecursively(source, folder);
            SpringApplication.getShutdownHandlers().add(() -> FreshDataFolder.delete(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }

    public Path folder() {
        return folder;
    }

    /** The rows of a table in order; the first column is the id of the record, or of the one that owns the part. */
    public List<String> rows(String table) {
        List<String> lines = read(table);
        return lines.subList(1, lines.size());
    }

    public static String id(String row) {
        return row.substring(0, row.indexOf(','));
    }

    /** Rewrites a row. */
    public void modify(String table, String row, UnaryOperator<String> edit) {
        modify(table, List.of(row), edit);
    }

    /** Rewrites these rows. */
    public void modify(String table, List<String> which, UnaryOperator<String> edit) {
        Set<String> set = Set.copyOf(which);
        write(
                table,
                rows(table).stream()
                        .map(row -> set.contains(row) ? edit.apply(row) : row)
                        .toList());
        reason(which.stream().map(DatasetCopy::id).toList(), "CORRECTION");
    }

    /** Takes the record with this id out. */
    public void retract(String table, String id) {
        remove(table, row(table, id));
        reason(List.of(id), "RETRACTION");
    }

    /** Takes the record with this id out; its id leads to another from now on. */
    public void merge(String table, String id, String survivor) {
        remove(table, row(table, id));
        add("redirects", id + "," + survivor);
    }

    /** Adds a record at its place. */
    public void add(String table, String row) {
        List<String> rows = new ArrayList<>(rows(table));
        rows.add(row);
        // A comma comes before all that ids are made of, so rows stand as their ids do.
        rows.sort(null);
        write(table, rows);
    }

    /** Adds a row to the record that owns it. */
    public void addPart(String table, String row) {
        add(table, row);
        reason(List.of(id(row)), "CORRECTION");
    }

    /** Takes a row from the record that owns it. */
    public void removePart(String table, String row) {
        remove(table, row);
        reason(List.of(id(row)), "CORRECTION");
    }

    /** Takes all rows from a record that goes as well. */
    public void removeParts(String table, String owner) {
        write(table, rows(table).stream().filter(row -> !id(row).equals(owner)).toList());
    }

    /** Makes a release of what was edited, in a year that is far enough. */
    public void release() {
        Author.Order order =
                new Author.Order("2099.1." + made, FIRST.plusSeconds(made), "Made by a test.", /* allowEmpty= */ false);
        assertThat(Author.release(Draft.read(folder), order)).isInstanceOf(Author.Outcome.Released.class);
        made++;
    }

    private void remove(String table, String row) {
        List<String> rows = new ArrayList<>(rows(table));
        assertThat(rows.remove(row)).as(row).isTrue();
        write(table, rows);
    }

    /** One reason is enough for all that changes in a record. */
    private void reason(List<String> ids, String reason) {
        List<String> rows = new ArrayList<>(rows("reasons"));
        Set<String> given = rows.stream().map(DatasetCopy::id).collect(Collectors.toSet());
        ids.stream().filter(given::add).forEach(id -> rows.add(id + "," + reason + ","));
        write("reasons", rows);
    }

    /** The row of the record with this id. */
    public String row(String table, String id) {
        return rows(table).stream()
                .filter(row -> id(row).equals(id))
                .findFirst()
                .orElseThrow();
    }

    private List<String> read(String table) {
        try {
            return Files.readAllLines(folder.resolve(table + ".csv"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String table, List<String> rows) {
        List<String> lines = new ArrayList<>(List.of(read(table).getFirst()));
        lines.addAll(rows);
        try {
            Files.writeString(folder.resolve(table + ".csv"), String.join("\n", lines) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

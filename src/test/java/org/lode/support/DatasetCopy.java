package org.lode.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.lode.publish.Author;
import org.lode.publish.Draft;
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

    /** A new copy in the build folder. */
    public static DatasetCopy make() {
        Path folder = FreshDataFolder.make();
        try {
            FileSystemUtils.copyRecursively(BUNDLED, folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new DatasetCopy(folder);
    }

    public Path folder() {
        return folder;
    }

    /** The lines of a table that begin with a text, in order. */
    public List<String> lines(String table, String start) {
        return read(table).stream().filter(line -> line.startsWith(start)).toList();
    }

    /** Rewrites the row with this id, and gives the reason. */
    public void modify(String table, String id, UnaryOperator<String> edit) {
        List<String> lines = new ArrayList<>(read(table));
        int at = row(lines, id);
        lines.set(at, edit.apply(lines.get(at)));
        write(table, lines);
        reason(id, "CORRECTION");
    }

    /** Takes the row with this id out, and gives the reason. */
    public void retract(String table, String id) {
        remove(table, id);
        reason(id, "RETRACTION");
    }

    /** Takes the row with this id out; its id leads to another record from now on. */
    public void merge(String table, String id, String survivor) {
        remove(table, id);
        add("redirects", id + "," + survivor);
    }

    /** Adds a row at its place in the order of ids. */
    public void add(String table, String row) {
        List<String> lines = new ArrayList<>(read(table));
        String id = id(row);
        int at = 1;
        while (at < lines.size() && id(lines.get(at)).compareTo(id) < 0) {
            at++;
        }
        lines.add(at, row);
        write(table, lines);
    }

    /** Takes out every row of a table of parts that belongs to this record. */
    public void removeParts(String table, String owner) {
        write(
                table,
                read(table).stream().filter(line -> !id(line).equals(owner)).toList());
    }

    /** Makes a release of what was edited, the year 2099 being that of tests. */
    public void release() {
        Author.Order order =
                new Author.Order("2099.1." + made, FIRST.plusSeconds(made), "Made by a test.", /* allowEmpty= */ true);
        assertThat(Author.release(Draft.read(folder), order)).isInstanceOf(Author.Outcome.Released.class);
        made++;
    }

    private void remove(String table, String id) {
        List<String> lines = new ArrayList<>(read(table));
        lines.remove(row(lines, id));
        write(table, lines);
    }

    private void reason(String id, String reason) {
        List<String> lines = new ArrayList<>(read("reasons"));
        lines.add(id + "," + reason + ",");
        write("reasons", lines);
    }

    private static int row(List<String> lines, String id) {
        for (int i = 1; i < lines.size(); i++) {
            if (id(lines.get(i)).equals(id)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no row " + id);
    }

    private static String id(String line) {
        return line.substring(0, line.indexOf(','));
    }

    private List<String> read(String table) {
        try {
            return Files.readAllLines(folder.resolve(table + ".csv"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String table, List<String> lines) {
        try {
            Files.writeString(folder.resolve(table + ".csv"), String.join("\n", lines) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

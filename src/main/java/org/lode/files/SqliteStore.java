package org.lode.files;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.lode.model.RecordKind;
import org.lode.model.Table;
import org.lode.model.View;
import org.lode.model.View.Pivot;
import org.lode.release.Manifest;
import org.springframework.util.FileSystemUtils;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteJDBCLoader;
import tools.jackson.databind.JsonNode;

/**
 * Writes {@code lode.sqlite}: a release as one database file, from its tables in JSON Lines.
 *
 * <p>The same rows give the same bytes: nothing in the file depends on the time or the machine.
 */
final class SqliteStore {
    static final String FILE = "lode.sqlite";

    private static final int PAGE = 4096;

    /** The setting of SQLite's driver that names the folder for its library. */
    private static final String UNPACKED = "org.sqlite.tmpdir";

    private final ReleaseContent content;
    private final SqliteScript script;
    private final SqliteViews views;
    private final Path folder;

    /** @param folder where the tables are, as JSON Lines */
    SqliteStore(ReleaseContent content, Path folder) {
        this.content = content;
        this.script = new SqliteScript(content);
        this.views = new SqliteViews(content);
        this.folder = folder;
    }

    /** Writes the file. Columns that name a redacted record are no foreign keys, so that all keys lead somewhere. */
    void write(Path file) throws IOException {
        loadLibrary();
        try {
            Map<String, Set<String>> astray = write(file, Map.of());
            if (!astray.isEmpty()) {
                Files.delete(file);
                write(file, astray);
            }
        } catch (SQLException e) {
            throw new IOException("%s cannot be written: %s".formatted(FILE, e.getMessage()), e);
        }
    }

    /** Unpacks the library of SQLite into the data folder, where those of PostgreSQL run, too. */
    private void loadLibrary() throws IOException {
        if (System.getProperty(UNPACKED) != null) {
            return;
        }
        Path unpacked = Files.createTempDirectory(folder, "library");
        System.setProperty(UNPACKED, unpacked.toString());
        try {
            SQLiteJDBCLoader.initialize();
        } catch (Exception e) {
            throw new IOException("the library of SQLite cannot be loaded: " + e.getMessage(), e);
        } finally {
            System.clearProperty(UNPACKED);
            // Once it is loaded, its file is not needed.
            FileSystemUtils.deleteRecursively(unpacked);
        }
    }

    /** Writes the file, and tells the foreign keys in it that lead nowhere: columns by tables. */
    private Map<String, Set<String>> write(Path file, Map<String, Set<String>> astray)
            throws IOException, SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setPageSize(PAGE);
        // A file that is not finished is thrown away.
        config.setJournalMode(SQLiteConfig.JournalMode.OFF);
        config.setSynchronous(SQLiteConfig.SynchronousMode.OFF);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        try (Connection connection = config.createConnection("jdbc:sqlite:" + file)) {
            connection.setAutoCommit(false);
            fill(connection, astray);
            connection.commit();
            connection.setAutoCommit(true);
            Map<String, Set<String>> found = astray(connection);
            if (found.isEmpty()) {
                run(connection, "pragma user_version = " + content.release().sequence());
                run(connection, "vacuum");
            }
            return found;
        }
    }

    private void fill(Connection connection, Map<String, Set<String>> astray) throws IOException, SQLException {
        for (Table table : content.data().tables()) {
            run(connection, script.table(table, astray.getOrDefault(table.name(), Set.of())));
            load(connection, table);
            for (String index : script.indexes(table)) {
                run(connection, index);
            }
        }
        release(connection);
        run(connection, SqliteScript.SEARCH);
        for (RecordKind kind : content.data().shown()) {
            for (String insert : script.searched(kind)) {
                run(connection, insert);
            }
        }
        run(connection, "insert into search(search) values ('optimize')");
        for (View view : content.data().views()) {
            Pivot pivot = view.pivot();
            run(
                    connection,
                    pivot == null ? views.view(view) : views.pivot(view, pivot, years(connection, view, pivot)));
        }
    }

    private void load(Connection connection, Table table) throws IOException, SQLException {
        List<SqliteScript.Cell> cells = SqliteScript.cells(table);
        try (BufferedReader lines = Files.newBufferedReader(folder.resolve(ReleaseContent.file(table, "jsonl")));
                PreparedStatement insert = connection.prepareStatement(SqliteScript.insert(table))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode row = BundleJson.read(line);
                for (int i = 0; i < cells.size(); i++) {
                    set(insert, i + 1, cells.get(i), row);
                }
                insert.executeUpdate();
            }
        }
    }

    private static void set(PreparedStatement insert, int place, SqliteScript.Cell cell, JsonNode row)
            throws SQLException {
        JsonNode value = row.path(cell.field().name());
        if (value.isNull()) {
            insert.setNull(place, Types.NULL);
            return;
        }
        switch (cell.field().type()) {
            case INTEGER -> insert.setLong(place, value.asLong());
            case BOOLEAN -> insert.setInt(place, value.asBoolean() ? 1 : 0);
            case LIST -> insert.setString(place, BundleJson.line(value));
            case DATE -> insert.setString(place, cell.form().of(value.asString()));
            // SQLite makes numbers of decimals, since their columns are NUMERIC.
            case ID, REF, TEXT, ENUM, DECIMAL -> insert.setString(place, value.asString());
        }
    }

    private void release(Connection connection) throws SQLException {
        Manifest manifest = content.release().manifest();
        run(connection, SqliteScript.RELEASE);
        try (PreparedStatement insert =
                connection.prepareStatement("insert into lode_release values (?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, manifest.version());
            insert.setInt(2, manifest.sequence());
            insert.setString(3, manifest.root());
            insert.setString(4, manifest.publishedAt().toString());
            insert.setString(5, content.data().imprint().license());
            insert.setString(6, content.citation().text());
            insert.executeUpdate();
        }
    }

    private static List<Integer> years(Connection connection, View view, Pivot pivot) throws SQLException {
        List<Integer> years = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SqliteViews.years(view, pivot))) {
            while (row.next()) {
                years.add(row.getInt(1));
            }
        }
        return years;
    }

    private static Map<String, Set<String>> astray(Connection connection) throws SQLException {
        Map<String, Set<String>> astray = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        select distinct c."table", l."from"
                        from pragma_foreign_key_check c
                        join pragma_foreign_key_list(c."table") l on l.id = c.fkid
                        """)) {
            while (row.next()) {
                astray.computeIfAbsent(row.getString(1), table -> new TreeSet<>())
                        .add(row.getString(2));
            }
        }
        return astray;
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

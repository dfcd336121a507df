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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.lode.files.StatisticsStore.TableStatistics;
import org.lode.model.RecordKind;
import org.lode.model.Table;
import org.lode.model.View;
import org.lode.model.View.Pivot;
import org.lode.release.Manifest;
import org.springframework.util.FileSystemUtils;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteJDBCLoader;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes {@code lode.sqlite}: a release as one database file, from its tables in JSON Lines.
 *
 * <p>The same rows give the same bytes: nothing in the file depends on the time or the machine.
 */
final class SqliteStore {
    static final String FILE = "lode.sqlite";
    static final String METADATA = "metadata.json";

    private static final int PAGE = 4096;

    /** The setting of SQLite's driver that names the folder for its library. */
    private static final String UNPACKED = "org.sqlite.tmpdir";

    private final ReleaseDescription release;
    private final SqliteSchema schema;
    private final Path folder;

    /** @param folder where the tables are, as JSON Lines */
    SqliteStore(ReleaseDescription release, Map<String, TableStatistics> statistics, Path folder) {
        this.release = release;
        this.schema = new SqliteSchema(release, statistics);
        this.folder = folder;
    }

    /** Writes the file. Columns that name a redacted record are no foreign keys, so that all keys lead somewhere. */
    void write(Path file) throws IOException {
        loadLibrary();
        try {
            Map<String, Set<String>> dangling = write(file, Map.of());
            if (!dangling.isEmpty()) {
                Files.delete(file);
                write(file, dangling);
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

    /** Writes the file, and returns its foreign keys that lead nowhere: columns by tables. */
    private Map<String, Set<String>> write(Path file, Map<String, Set<String>> dangling)
            throws IOException, SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setPageSize(PAGE);
        // A file that is not finished is thrown away.
        config.setJournalMode(SQLiteConfig.JournalMode.OFF);
        config.setSynchronous(SQLiteConfig.SynchronousMode.OFF);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        try (Connection connection = config.createConnection("jdbc:sqlite:" + file)) {
            connection.setAutoCommit(false);
            fill(connection, dangling);
            connection.commit();
            connection.setAutoCommit(true);
            Map<String, Set<String>> found = dangling(connection);
            if (found.isEmpty()) {
                run(connection, "pragma user_version = " + release.manifest().sequence());
                run(connection, "vacuum");
            }
            return found;
        }
    }

    private void fill(Connection connection, Map<String, Set<String>> dangling) throws IOException, SQLException {
        for (Table table : release.data().tables()) {
            run(connection, schema.table(table, dangling.getOrDefault(table.name(), Set.of())));
            load(connection, table);
            for (String index : schema.indexes(table)) {
                run(connection, index);
            }
        }
        insertRelease(connection);
        run(connection, SqliteSchema.SEARCH);
        for (RecordKind kind : release.data().shown()) {
            if (!release.data().searched(kind).isEmpty()) {
                run(connection, schema.searched(kind));
            }
        }
        run(connection, "insert into search(search) values ('optimize')");
        for (View view : release.data().views()) {
            Pivot pivot = view.pivot();
            run(
                    connection,
                    pivot == null ? schema.view(view) : schema.pivot(view, pivot, years(connection, view, pivot)));
        }
    }

    private void load(Connection connection, Table table) throws IOException, SQLException {
        List<SqliteSchema.Cell> cells = SqliteSchema.cells(table);
        try (BufferedReader lines = Files.newBufferedReader(folder.resolve(Bundle.path(table, "jsonl")));
                PreparedStatement insert = connection.prepareStatement(SqliteSchema.insert(table))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode row = PrettyJson.read(line);
                for (int i = 0; i < cells.size(); i++) {
                    set(insert, i + 1, cells.get(i), row);
                }
                insert.executeUpdate();
            }
        }
    }

    private static void set(PreparedStatement insert, int place, SqliteSchema.Cell cell, JsonNode row)
            throws SQLException {
        JsonNode value = row.path(cell.field().name());
        if (value.isNull()) {
            insert.setNull(place, Types.NULL);
            return;
        }
        switch (cell.field().type()) {
            case INTEGER -> insert.setLong(place, value.asLong());
            case BOOLEAN -> insert.setInt(place, value.asBoolean() ? 1 : 0);
            case LIST -> insert.setString(place, PrettyJson.line(value));
            case DATE -> insert.setString(place, cell.form().apply(value.asString()));
            // SQLite makes numbers of decimals, since their columns are NUMERIC.
            case ID, REF, TEXT, ENUM, DECIMAL -> insert.setString(place, value.asString());
        }
    }

    private void insertRelease(Connection connection) throws SQLException {
        Manifest manifest = release.manifest();
        run(connection, SqliteSchema.RELEASE);
        try (PreparedStatement insert =
                connection.prepareStatement("insert into lode_release values (?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, manifest.version());
            insert.setInt(2, manifest.sequence());
            insert.setString(3, manifest.root());
            insert.setString(4, manifest.publishedAt().toString());
            insert.setString(5, release.data().imprint().license());
            insert.setString(6, release.citation());
            insert.executeUpdate();
        }
    }

    private static List<Integer> years(Connection connection, View view, Pivot pivot) throws SQLException {
        List<Integer> years = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SqliteSchema.years(view, pivot))) {
            while (row.next()) {
                years.add(row.getInt(1));
            }
        }
        return years;
    }

    private static Map<String, Set<String>> dangling(Connection connection) throws SQLException {
        Map<String, Set<String>> dangling = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        select distinct c."table", l."from"
                        from pragma_foreign_key_check c
                        join pragma_foreign_key_list(c."table") l on l.id = c.fkid
                        """)) {
            while (row.next()) {
                dangling.computeIfAbsent(row.getString(1), table -> new TreeSet<>())
                        .add(row.getString(2));
            }
        }
        return dangling;
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Returns the file {@code metadata.json}: what Datasette shows beside {@code lode.sqlite}. */
    ObjectNode metadata() {
        Description dataset = release.dataset();
        ObjectNode tables = PrettyJson.object();
        for (Table table : release.data().tables()) {
            JsonNode resource = dataset.resource(table);
            Map<String, String> columns = new LinkedHashMap<>();
            SqliteSchema.cells(table).forEach(cell -> columns.put(cell.name(), cell.description()));
            String title = resource.path("title").asString();
            tables.set(
                    table.name(), described(title, resource.path("description").asString(), columns));
        }
        for (View view : release.data().views()) {
            Map<String, String> columns = new LinkedHashMap<>();
            view.columns()
                    .forEach(column -> columns.put(column.name(), column.field().description()));
            tables.set(view.name(), described(view.title(), view.description(), columns));
        }
        tables.putObject("search")
                .put("description", "Names, related names and prose of records, for full-text search.");
        tables.putObject("lode_release").put("description", "The release that this file holds, and how to cite it.");
        return PrettyJson.object(
                "title", dataset.title() + ", release " + release.release().version(),
                "description", dataset.text(),
                "license", dataset.license("name"),
                "license_url", dataset.license("path"),
                "source", release.citation(),
                "databases", PrettyJson.object("lode", PrettyJson.object("tables", tables)));
    }

    private static ObjectNode described(String title, String description, Map<String, String> columns) {
        return PrettyJson.object("title", title, "description", description, "columns", columns);
    }
}

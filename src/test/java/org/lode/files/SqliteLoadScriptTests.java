package org.lode.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lode.model.DataPackage;
import org.lode.model.Field;
import org.lode.model.Table;
import org.lode.support.Http;
import org.lode.support.LodeTest;

/** {@code load.sqlite.sql} makes of the CSV files what {@code lode.sqlite} is, with nulls where nothing is known. */
@LodeTest
class SqliteLoadScriptTests {
    private static final String RELEASE = "/releases/2026.12.1/";
    private static final Pattern IMPORT = Pattern.compile("\\.import --csv --skip 1 (\\S+) (\\S+)");
    private static final Pattern CELL = Pattern.compile("(?:\"((?:[^\"]|\"\")*)\"|([^,\n]*))([,\n])");

    @TempDir
    private Path folder;

    private final Http http;
    private final DataPackage data;

    SqliteLoadScriptTests(Http http, DataPackage data) {
        this.http = http;
        this.data = data;
    }

    @Test
    void theTablesAreThoseOfTheDatabaseFile() throws IOException, SQLException {
        try (Connection made = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("made.sqlite"));
                DownloadedSqlite downloaded = DownloadedSqlite.of(http, "2026.12.1")) {
            run(made, text("load.sqlite.sql"));
            int nulls = 0;
            for (Table table : data.tables()) {
                String columns = String.join(
                        ", ",
                        table.fields().stream()
                                .map(field -> '"' + field.name() + '"')
                                .toList());
                String query = "select %s from %s order by %s".formatted(columns, table.name(), columns);
                assertThat(rows(made, query)).as(table.name()).isEqualTo(rows(downloaded.sqlite(), query));
                for (Field field : table.fields()) {
                    String empty = "select count(*) from %s where \"%s\" = ''".formatted(table.name(), field.name());
                    assertThat(rows(made, empty)).as(field.name()).isEqualTo(List.of(List.of("integer 0")));
                    nulls += rows(made, "select 1 from %s where \"%s\" is null".formatted(table.name(), field.name()))
                            .size();
                }
            }
            assertThat(nulls).isPositive();
        }
    }

    /** Does what the shell of SQLite does: {@code .import} reads every cell as text. */
    private void run(Connection connection, String script) throws SQLException {
        StringBuilder sql = new StringBuilder();
        connection.setAutoCommit(false);
        for (String line : script.lines().toList()) {
            Matcher read = IMPORT.matcher(line);
            if (read.matches()) {
                load(connection, text(read.group(1)), read.group(2));
                continue;
            }
            sql.append(line).append('\n');
            if (line.endsWith(";")) {
                String statement = sql.toString().replaceAll("(?m)^--.*$", "").strip();
                sql.setLength(0);
                if (!statement.equals("begin;") && !statement.equals("commit;")) {
                    try (Statement running = connection.createStatement()) {
                        running.execute(statement);
                    }
                }
            }
        }
        assertThat(sql.toString()).isBlank();
        connection.commit();
    }

    private static void load(Connection connection, String csv, String table) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        Matcher cell = CELL.matcher(csv);
        while (cell.find()) {
            row.add(cell.group(1) == null ? cell.group(2) : cell.group(1).replace("\"\"", "\""));
            if (cell.group(3).equals("\n")) {
                rows.add(row);
                row = new ArrayList<>();
            }
        }
        String places =
                String.join(", ", rows.getFirst().stream().map(name -> "?").toList());
        try (PreparedStatement insert =
                connection.prepareStatement("insert into \"%s\" values (%s)".formatted(table, places))) {
            for (List<String> each : rows.subList(1, rows.size())) {
                for (int i = 0; i < each.size(); i++) {
                    insert.setString(i + 1, each.get(i));
                }
                insert.executeUpdate();
            }
        }
    }

    /** Values with their types. */
    private static List<List<String>> rows(Connection connection, String query) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            while (found.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    Object value = found.getObject(i);
                    row.add(value == null ? "null" : type(value) + " " + value);
                }
                rows.add(row);
            }
        }
        return rows;
    }

    private static String type(Object value) {
        return value instanceof Number ? value instanceof Double ? "real" : "integer" : "text";
    }

    private String text(String file) {
        return new String(http.send("GET", RELEASE + file).body(), StandardCharsets.UTF_8);
    }
}

package org.lode.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lode.support.FreshDataFolder;
import org.lode.support.Http;
import tools.jackson.databind.JsonNode;

/** The file {@code lode.sqlite} of a release, downloaded and open. */
final class DownloadedSqlite implements AutoCloseable {
    private final @Nullable Path folder;
    private final Connection sqlite;

    private DownloadedSqlite(@Nullable Path folder, Path file) throws SQLException {
        this.folder = folder;
        this.sqlite = DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    static DownloadedSqlite of(Http http, String version) throws IOException, SQLException {
        HttpResponse<byte[]> file = http.send("GET", "/releases/%s/lode.sqlite".formatted(version));
        assertThat(file.statusCode()).isEqualTo(200);
        Path folder = FreshDataFolder.make();
        return new DownloadedSqlite(folder, Files.write(folder.resolve("lode.sqlite"), file.body()));
    }

    static DownloadedSqlite open(Path file) throws SQLException {
        return new DownloadedSqlite(null, file);
    }

    Connection sqlite() {
        return sqlite;
    }

    /** Rows by the names of their columns. */
    List<Map<String, String>> rows(String query) throws SQLException {
        Answer answer = Answer.of(sqlite, query);
        List<Map<String, String>> rows = new ArrayList<>();
        for (List<@Nullable String> values : answer.rows()) {
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < values.size(); i++) {
                row.put(answer.columns().get(i), plain(values.get(i)));
            }
            rows.add(row);
        }
        return rows;
    }

    /** A value of JSON as {@link #rows} show it. */
    static String plain(JsonNode value) {
        if (value.isBoolean()) {
            return value.asBoolean() ? "1" : "0";
        }
        return plain(value.isNull() ? null : value.isArray() ? value.toString() : value.asString());
    }

    /** Numbers without the noughts that types add; nothing as an empty text. */
    private static String plain(@Nullable String text) {
        String known = Objects.requireNonNullElse(text, "");
        return known.matches("-?[0-9]+([.][0-9]+)?(E-?[0-9]+)?")
                ? new BigDecimal(known).stripTrailingZeros().toPlainString()
                : known;
    }

    @Override
    public void close() throws SQLException {
        sqlite.close();
        if (folder != null) {
            FreshDataFolder.delete(folder);
        }
    }
}

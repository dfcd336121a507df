package org.lode.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lode.model.Field;
import org.lode.model.PartialDate;
import tools.jackson.databind.JsonNode;

/** Reads Parquet by another program than the one that wrote it: DuckDB. */
public final class Parquet {
    private Parquet() {}

    /** All rows of a file, in its order. */
    public static List<Map<String, Object>> rows(byte[] file) {
        try {
            Path folder = Files.createDirectories(Path.of("target", "test-data"));
            Path path = Files.write(Files.createTempFile(folder, "rows", ".parquet"), file);
            try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                    Statement statement = duckdb.createStatement();
                    ResultSet rows = statement.executeQuery("select * from read_parquet('%s')".formatted(path))) {
                return rows(rows);
            } finally {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Map<String, Object>> rows(ResultSet found) throws SQLException {
        List<Map<String, Object>> rows = new ArrayList<>();
        while (found.next()) {
            Map<String, Object> row = new LinkedHashMap<>();
            for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                Object value = found.getObject(i);
                row.put(
                        found.getMetaData().getColumnName(i),
                        value instanceof Array list ? List.of((Object[]) list.getArray()) : value);
            }
            rows.add(row);
        }
        return rows;
    }

    /** Compares one cell, by its type, with what GraphQL shows. */
    static void assertHolds(Field field, Map<String, Object> row, JsonNode shown, String as) {
        Object value = row.get(field.name());
        if (shown.isNull()) {
            assertThat(value).as(as).isNull();
            return;
        }
        switch (field.type()) {
            case ID, REF, TEXT, ENUM -> assertThat(value).as(as).isEqualTo(shown.asString());
            case INTEGER -> assertThat(value).as(as).isEqualTo(shown.intValue());
            case BOOLEAN -> assertThat(value).as(as).isEqualTo(shown.booleanValue());
            case DECIMAL -> assertThat((BigDecimal) value).as(as).isEqualByComparingTo(shown.asString());
            case LIST ->
                assertThat(value)
                        .as(as)
                        .isEqualTo(shown.valueStream().map(JsonNode::asString).toList());
            case DATE -> {
                assertThat(value).as(as).isEqualTo(shown.asString());
                PartialDate date = PartialDate.parse(shown.asString());
                assertThat(row.get(field.name() + "_first")).as(as).isEqualTo(date.first());
                assertThat(row.get(field.name() + "_last")).as(as).isEqualTo(date.last());
            }
        }
    }
}

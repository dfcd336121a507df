package org.lode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;

/** The guide to DuckDB: its files are saved from a running Lode, its SQL is run, and its sums are those of GraphQL. */
@LodeTest
class GuidesTests {
    private static final Document GUIDE = Document.of(Path.of("docs", "guides", "duckdb.md"));
    private static final Pattern SAVED = Pattern.compile("curl -sfo (\\S+) 'http://localhost:8080(/export/\\S+)'");

    private final HttpGraphQlTester graphQl;
    private final Http http;
    private final Connection duckdb;

    GuidesTests(HttpGraphQlTester graphQl, Http http) throws SQLException {
        this.graphQl = graphQl;
        this.http = http;
        this.duckdb = DriverManager.getConnection("jdbc:duckdb:");
    }

    @BeforeEach
    void saveFiles(@TempDir Path folder) throws IOException, SQLException {
        for (Document.Block commands : GUIDE.blocks("sh")) {
            List<MatchResult> saved = SAVED.matcher(commands.text()).results().toList();
            assertThat(saved)
                    .as("commands of %s", commands)
                    .hasSameSizeAs(commands.text().lines().toList());
            for (MatchResult file : saved) {
                HttpResponse<byte[]> export = http.send("GET", file.group(2));
                assertThat(export.statusCode()).as(file.group(2)).isEqualTo(200);
                Files.write(folder.resolve(file.group(1)), export.body());
            }
        }
        try (Statement statement = duckdb.createStatement()) {
            statement.execute("set file_search_path = '%s'".formatted(folder));
        }
    }

    @AfterEach
    void close() throws SQLException {
        duckdb.close();
    }

    @Test
    void everyAnswerIsTheOneThatIsShown() throws SQLException {
        assertThat(GUIDE.blocks("sql")).hasSizeGreaterThan(5);
        for (Document.Block block : GUIDE.blocks("sql")) {
            assertThat(GUIDE.textAfter(block)).as("what is shown for %s", block).hasValue(csv(block.text()));
        }
    }

    @Test
    void sumsOfAllAgenciesAreThoseOfGraphQl() throws SQLException {
        for (Document.Block block : GUIDE.blocks("sql")) {
            csv(block.text());
        }
        Map<String, List<@Nullable Object>> summed = new TreeMap<>();
        try (Statement statement = duckdb.createStatement();
                ResultSet rows = statement.executeQuery("select agency, sum(usd_amount), count(usd_amount), count(*)"
                        + " from money where count_in_totals group by agency")) {
            while (rows.next()) {
                summed.put(rows.getString(1), figures(rows.getBigDecimal(2), rows.getInt(3), rows.getInt(4)));
            }
        }
        Map<String, List<@Nullable Object>> told = new TreeMap<>();
        for (JsonNode group : graphQl.document(
                        GUIDE.blocks("graphql").getFirst().text())
                .execute()
                .path("investments.groups")
                .entityList(JsonNode.class)
                .get()) {
            JsonNode usd = group.path("aggregate").path("usd");
            int known = usd.path("known").asInt();
            @Nullable
            BigDecimal sum = usd.path("sum").isNull()
                    ? null
                    : new BigDecimal(usd.path("sum").asString());
            told.put(
                    group.path("key").path("agency").path("name").asString(),
                    figures(sum, known, known + usd.path("missing").asInt()));
        }
        assertThat(summed).hasSizeGreaterThan(10).isEqualTo(told);
    }

    private static List<@Nullable Object> figures(@Nullable BigDecimal sum, int known, int rows) {
        List<@Nullable Object> figures = new ArrayList<>();
        figures.add(sum == null ? null : sum.stripTrailingZeros());
        figures.add(known);
        figures.add(rows);
        return figures;
    }

    /** What the last statement answers. */
    private String csv(String sql) throws SQLException {
        try (Statement statement = duckdb.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            int columns = rows.getMetaData().getColumnCount();
            List<String> lines = new ArrayList<>();
            List<String> cells = new ArrayList<>();
            for (int i = 1; i <= columns; i++) {
                cells.add(rows.getMetaData().getColumnName(i));
            }
            lines.add(String.join(",", cells));
            while (rows.next()) {
                cells.clear();
                for (int i = 1; i <= columns; i++) {
                    cells.add(cell(rows.getString(i)));
                }
                lines.add(String.join(",", cells));
            }
            return String.join("\n", lines);
        }
    }

    private static String cell(@Nullable String value) {
        if (value == null) {
            return "";
        }
        return value.matches("(?s).*[\",\n].*") ? '"' + value.replace("\"", "\"\"") + '"' : value;
    }
}

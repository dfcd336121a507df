package org.lode.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lode.model.DataPackage;
import org.lode.model.View;
import org.lode.support.Bundled;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.lode.support.MadeReleases;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The views of the database file of a release are the flat tables that PostgreSQL makes, row by row and in the same order. */
@LodeTest
@Tag("thorough")
class SqliteViewsTests extends MadeReleases {
    private static final String MADE = RELEASES.getLast().text("version");

    private final Http http;
    private final DataPackage data;

    SqliteViewsTests(Http http, DataPackage data) {
        this.http = http;
        this.data = data;
    }

    static List<String> newest() {
        return List.of(Bundled.VERSION, MADE);
    }

    @ParameterizedTest
    @MethodSource("newest")
    void viewsAreTheFlatExports(String version) throws SQLException, IOException {
        try (DownloadedSqlite release = DownloadedSqlite.of(http, version)) {
            assertViews(release, version, 50);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026.11.0", "2026.11.1", "2026.11.2", "2026.11.3"})
    void viewsOfOlderReleasesAreTheFlatExports(String version) throws SQLException, IOException {
        try (DownloadedSqlite older = DownloadedSqlite.of(http, version)) {
            assertViews(older, version, -1);
            assertThat(older.rows("pragma foreign_key_check")).isEmpty();
        }
    }

    private void assertViews(DownloadedSqlite file, String version, int fewest) throws SQLException {
        for (View view : data.views()) {
            List<Map<String, String>> exported = exported(view.name(), version);
            assertThat(file.rows("select * from \"%s\"".formatted(view.name())))
                    .as(view.name() + " of " + version)
                    .hasSizeGreaterThan(fewest)
                    .containsExactlyElementsOf(exported);
        }
    }

    private List<Map<String, String>> exported(String view, String version) {
        HttpResponse<byte[]> file = http.send("GET", "/export/%s.jsonl?at=%s".formatted(view, version));
        assertThat(file.statusCode()).as(view).isEqualTo(200);
        return new String(file.body(), StandardCharsets.UTF_8)
                .lines()
                .map(JsonMapper.shared()::readTree)
                .map(SqliteViewsTests::cells)
                .toList();
    }

    private static Map<String, String> cells(JsonNode row) {
        Map<String, String> cells = new LinkedHashMap<>();
        row.properties().forEach(cell -> cells.put(cell.getKey(), DownloadedSqlite.plain(cell.getValue())));
        return cells;
    }

    @Test
    void listsAreJson() throws SQLException, IOException {
        try (DownloadedSqlite release = DownloadedSqlite.of(http, MADE)) {
            for (String list : List.of("party_ids", "party_names", "investment_ids")) {
                assertThat(release.rows(
                                "select max(json_array_length(%1$s)) as n, min(json_array_length(%1$s)) as least from deal_events_flat"
                                        .formatted(list)))
                        .as(list)
                        .singleElement()
                        .satisfies(row -> assertThat(row.get("n")).matches("[2-9]|[1-9][0-9]"))
                        .satisfies(row -> assertThat(row).containsEntry("least", "1"));
            }
            run(release, "update organizations set name = 'The \"Old\" Mine \\ Co' where id = 'org:jogmec'");
            assertThat(release.rows("""
                            select distinct n.value as name from deal_events_flat e, json_each(e.party_names) n
                            where n.value like 'The %'
                            """)).containsExactly(Map.of("name", "The \"Old\" Mine \\ Co"));
        }
    }

    /** A release never holds such values, unless a citation was redacted. */
    @Test
    void yearsThatNothingSupportsAreListed() throws SQLException, IOException {
        try (DownloadedSqlite release = DownloadedSqlite.of(http, MADE)) {
            String without =
                    "select count(*) as n from observations_by_year, json_each(confidence) n where n.value like '% NONE'";
            String contradicted = "select sum(json_array_length(contradicted)) as n from observations_by_year";
            assertThat(release.rows(without)).containsExactly(Map.of("n", "0"));
            List<Map<String, String>> before = release.rows(contradicted);
            run(release, "delete from citations where stance = 'SUPPORTS'");
            assertThat(release.rows("""
                            select count(*) as n from observations
                            where value is not null and period_last = date(period_first, '+1 year', '-1 day')
                            """)).isEqualTo(release.rows(without));
            assertThat(release.rows(contradicted)).isEqualTo(before).isNotEqualTo(List.of(Map.of("n", "")));
        }
    }

    private static void run(DownloadedSqlite file, String sql) throws SQLException {
        try (Statement statement = file.sqlite().createStatement()) {
            statement.execute(sql);
        }
    }
}

package org.lode.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lode.model.DataPackage;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.PartialDate;
import org.lode.model.Table;
import org.lode.store.ManifestStore;
import org.lode.store.ManifestStore.StoredManifest;
import org.lode.store.ReleaseStore;
import org.lode.support.Bundled;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** SQLite alone reads the database file of a release, and finds in it what the other files of the release hold. */
@LodeTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SqliteTests {
    private static final String VERSION = Bundled.VERSION;
    /** Columns that lead to records of several tables. */
    private static final List<String> SEVERAL_TABLES = List.of("subject_id", "new_id", "named_in_id");

    private final Http http;
    private final DataPackage data;
    private final StoredManifest newest;
    private final DownloadedSqlite release;

    SqliteTests(Http http, DataPackage data, ReleaseStore releases, ManifestStore.Reader manifests)
            throws IOException, SQLException {
        this.http = http;
        this.data = data;
        this.newest = Objects.requireNonNull(releases.current()
                .flatMap(known -> manifests.of(known.latest()))
                .block());
        this.release = DownloadedSqlite.of(http, VERSION);
    }

    @AfterAll
    void close() throws SQLException {
        release.close();
    }

    @Test
    void tablesHoldTheValuesOfTheOtherFiles() throws SQLException {
        int compared = 0;
        for (Table table : data.tables()) {
            try (Statement statement = release.sqlite().createStatement();
                    ResultSet row =
                            statement.executeQuery("select * from \"%s\" order by rowid".formatted(table.name()))) {
                for (JsonNode json : lines("/releases/%s/data/%s.jsonl".formatted(VERSION, table.name()))) {
                    assertThat(row.next()).isTrue();
                    for (Field field : table.fields()) {
                        assertSame(table.name() + "." + field.name(), field, json.path(field.name()), row);
                        compared++;
                    }
                }
                assertThat(row.next()).isFalse();
            }
        }
        assertThat(compared).isGreaterThan(50_000);
    }

    private static void assertSame(String as, Field field, JsonNode json, ResultSet row) throws SQLException {
        Object value = row.getObject(field.name());
        if (json.isNull()) {
            assertThat(value).as(as).isNull();
            return;
        }
        switch (field.type()) {
            case DECIMAL -> {
                assertThat(value).as(as).isInstanceOf(Number.class);
                assertThat(row.getBigDecimal(field.name())).as(as).isEqualByComparingTo(json.asString());
            }
            case LIST ->
                assertThat(JsonMapper.shared().readTree(row.getString(field.name())))
                        .as(as)
                        .isEqualTo(json);
            case BOOLEAN -> assertThat(value).as(as).isEqualTo(json.asBoolean() ? 1 : 0);
            case INTEGER -> assertThat(row.getLong(field.name())).as(as).isEqualTo(json.asLong());
            case ID, REF, ENUM, TEXT, DATE -> assertThat(value).as(as).isEqualTo(json.asString());
        }
        if (field.type() == FieldType.DATE) {
            PartialDate date = PartialDate.parse(json.asString());
            assertThat(row.getString(field.name() + "_first"))
                    .isEqualTo(date.first().toString());
            assertThat(row.getString(field.name() + "_last"))
                    .isEqualTo(date.last().toString());
        }
    }

    @Test
    void keysLeadSomewhereAndTheFileIsWhole() throws SQLException {
        assertThat(release.rows("pragma foreign_key_check")).isEmpty();
        assertThat(release.rows("pragma integrity_check")).containsExactly(Map.of("integrity_check", "ok"));
        for (Table table : data.tables()) {
            List<String> keys =
                    release
                            .rows("select \"from\" as name from pragma_foreign_key_list('%s')".formatted(table.name()))
                            .stream()
                            .map(row -> Objects.requireNonNull(row.get("name")))
                            .toList();
            assertThat(keys)
                    .as(table.name())
                    .containsExactlyInAnyOrderElementsOf(table.fields().stream()
                            .filter(field -> field.type() == FieldType.REF)
                            .map(Field::name)
                            .filter(name -> !SEVERAL_TABLES.contains(name))
                            .toList());
            for (Field field : table.fields()) {
                if (field.type() == FieldType.REF) {
                    assertThat(release.rows("explain query plan select 1 from \"%s\" where \"%s\" = ''"
                                            .formatted(table.name(), field.name()))
                                    .toString())
                            .as(table.name() + "." + field.name())
                            .contains("USING")
                            .contains("INDEX");
                }
            }
        }
    }

    /** A row may name a redacted record. */
    @Test
    void aColumnThatNamesARedactedRecordIsNoForeignKey(@TempDir Path folder) throws IOException, SQLException {
        String redacted = "org:jogmec";
        Files.createDirectory(folder.resolve("data"));
        Map<String, StatisticsStore.TableStatistics> counted = new LinkedHashMap<>();
        for (Table table : data.tables()) {
            Map<String, StatisticsStore.FieldStatistics> fields = new LinkedHashMap<>();
            table.fields()
                    .forEach(field -> fields.put(field.name(), new StatisticsStore.FieldStatistics(0, 0, 0, null)));
            counted.put(table.name(), new StatisticsStore.TableStatistics(0, fields));
            Files.write(
                    folder.resolve(Bundle.path(table, "jsonl")),
                    List.of("organizations", "countries", "projects").contains(table.name())
                            ? text("/releases/%s/data/%s.jsonl".formatted(VERSION, table.name()))
                                    .lines()
                                    .filter(line -> !line.startsWith("{\"id\":\"" + redacted + "\""))
                                    .toList()
                            : List.of());
        }
        new SqliteStore(
                        new ReleaseDescription(newest, /* withdrawn= */ null, data, Description.bundled()),
                        counted,
                        folder)
                .write(folder.resolve("made.sqlite"));
        try (DownloadedSqlite made = DownloadedSqlite.open(folder.resolve("made.sqlite"))) {
            assertThat(made.rows("select count(*) as n from projects where agency_id = '" + redacted + "'"))
                    .isNotEqualTo(List.of(Map.of("n", "0")));
            assertThat(made.rows("pragma foreign_key_check")).isEmpty();
            assertThat(made.rows("select \"from\" as name from pragma_foreign_key_list('projects') order by 1"))
                    .containsExactly(Map.of("name", "country_id"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sao miguel          | Project | project:sao-miguel-paulista
            lynas               | Deal    | deal:lynas-japan-supply
            lynas               | Project | project:lynas-mt-weld-gebeng
            "rare earth" lynas  | Deal    | deal:lynas-japan-supply
            レアアースの中国依存低減に向けた日本の主な取り組み | Source | source:gifu-shimbun-2026-652249
            """)
    void recordsAreFoundByTheirTexts(String words, String type, String id) throws SQLException {
        assertThat(release.rows(
                        "select record_id from search where search match '%s' and type = '%s'".formatted(words, type)))
                .contains(Map.of("record_id", id));
    }

    @Test
    void theReleaseIsNamed() throws SQLException {
        assertThat(release.rows("select * from lode_release"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("version", VERSION)
                        .containsEntry("sequence", String.valueOf(Bundled.NEWEST))
                        .containsEntry("root", Bundled.ROOT)
                        .containsEntry(
                                "published_at", newest.manifest().publishedAt().toString())
                        .containsEntry("license", "CC-BY-4.0")
                        .hasEntrySatisfying("citation", text -> assertThat(text).contains(VERSION, Bundled.ROOT)));
        assertThat(release.rows("pragma user_version"))
                .containsExactly(Map.of("user_version", String.valueOf(Bundled.NEWEST)));
    }

    @Test
    void theDescriptionForDatasetteKnowsEveryTableAndColumn() throws SQLException {
        JsonNode databases = Http.json(http.send("GET", "/releases/%s/metadata.json".formatted(VERSION)))
                .path("databases");
        assertThat(databases.propertyNames()).containsExactly("lode");
        JsonNode tables = databases.path("lode").path("tables");
        List<String> described = new ArrayList<>();
        for (Map<String, String> row : release.rows(
                "select name from sqlite_schema where type in ('table', 'view') and name not like 'search_%' order by name")) {
            String name = Objects.requireNonNull(row.get("name"));
            JsonNode table = tables.path(name);
            assertThat(table.path("description").asString("")).as(name).isNotEmpty();
            List<String> columns = release.rows("select name from pragma_table_info('%s')".formatted(name)).stream()
                    .map(column -> Objects.requireNonNull(column.get("name")))
                    .toList();
            assertThat(columns).as(name).containsAll(table.path("columns").propertyNames());
            if (data.tables().stream().map(Table::name).anyMatch(name::equals)) {
                assertThat(table.path("columns").propertyNames()).as(name).containsExactlyElementsOf(columns);
            }
            described.add(name);
        }
        assertThat(tables.propertyNames()).containsExactlyInAnyOrderElementsOf(described);
    }

    @Test
    void itIsServedAsADatabase() {
        HttpResponse<byte[]> file = http.send("HEAD", "/releases/%s/lode.sqlite".formatted(VERSION));
        assertThat(Http.header(file, "Content-Type")).isEqualTo("application/vnd.sqlite3");
        assertThat(Http.header(file, "Accept-Ranges")).isEqualTo("bytes");
        assertThat(file.headers().firstValue("ETag")).isPresent();
    }

    private String text(String url) {
        HttpResponse<byte[]> file = http.send("GET", url);
        assertThat(file.statusCode()).as(url).isEqualTo(200);
        return new String(file.body(), StandardCharsets.UTF_8);
    }

    private List<JsonNode> lines(String url) {
        return text(url).lines().map(JsonMapper.shared()::readTree).toList();
    }
}

package org.lode.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.lode.model.DataPackage;
import org.lode.model.Field;
import org.lode.model.RecordKind;
import org.lode.model.Table;
import org.lode.support.Bundled;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** DuckDB alone reads the archive of a release, and finds in it what GraphQL answers of the same release. */
@LodeTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchiveInDuckDbTests {
    private static final String VERSION = Bundled.VERSION;

    private final HttpGraphQlTester graphQl;
    private final DataPackage data;
    private final ArchiveInDuckDb archive;

    ArchiveInDuckDbTests(HttpGraphQlTester graphQl, Http http, DataPackage data) throws IOException, SQLException {
        this.graphQl = graphQl;
        this.data = data;
        this.archive = new ArchiveInDuckDb(http, VERSION);
    }

    @AfterAll
    void close() throws SQLException {
        archive.close();
    }

    @Test
    void everyTableHasTheRowsThatGraphQlCounts() throws SQLException {
        for (RecordKind kind : data.shown()) {
            graphQl.document("{ list: %s(at: {version: \"%s\"}) { totalCount } }".formatted(kind.plural(), VERSION))
                    .execute()
                    .path("list.totalCount")
                    .entity(String.class)
                    .isEqualTo(one("select count(*) from " + kind.name()));
        }
        assertThat(one("select count(*) from redirects")).isEqualTo("3");
    }

    /** The script load.sql gives the types of CSV; DuckDB reads JSON Lines without any. */
    @Test
    void csvAndJsonLinesHoldTheSameValues() throws SQLException, IOException {
        int compared = 0;
        for (Table table : data.tables()) {
            List<String> lines = Files.readAllLines(archive.file(Bundle.path(table, "jsonl")));
            try (Statement statement = archive.duck().createStatement();
                    ResultSet row = statement.executeQuery("select * from \"%s\"".formatted(table.name()))) {
                for (String line : lines) {
                    assertThat(row.next()).isTrue();
                    JsonNode json = JsonMapper.shared().readTree(line);
                    for (Field field : table.fields()) {
                        assertSame(table, field, json.path(field.name()), row);
                        compared++;
                    }
                }
                assertThat(row.next()).isFalse();
            }
        }
        assertThat(compared).isGreaterThan(50_000);
    }

    private static void assertSame(Table table, Field field, JsonNode json, ResultSet row) throws SQLException {
        Object value = row.getObject(field.name());
        String as = "%s.%s: %s and %s".formatted(table.name(), field.name(), json, value);
        if (json.isNull()) {
            assertThat(value).as(as).isNull();
            return;
        }
        switch (field.type()) {
            case DECIMAL -> assertThat(row.getBigDecimal(field.name())).as(as).isEqualByComparingTo(json.asString());
            case LIST ->
                assertThat(row.getArray(field.name()).getArray())
                        .as(as)
                        .isEqualTo(json.valueStream().map(JsonNode::asString).toArray());
            case ID, REF, ENUM, DATE, INTEGER, BOOLEAN ->
                assertThat(value).as(as).hasToString(json.asString());
            // CSV has an apostrophe before a formula.
            case TEXT ->
                assertThat(String.valueOf(value).replaceFirst("^'(?='*[=+@\\t\\r\\n＝＋－＠-])", ""))
                        .as(as)
                        .isEqualTo(json.asString());
        }
    }

    @Test
    void parquetHoldsTheSameValues() throws SQLException {
        for (Table table : data.tables()) {
            String read = table.fields().stream().map(field -> plain(field, "")).collect(Collectors.joining(", "));
            String loaded = table.fields().stream()
                    .map(field -> plain(field, "^'('*[=+@\\t\\r\\n＝＋－＠-])"))
                    .collect(Collectors.joining(", "));
            String parquet =
                    "select %s from read_parquet('%s')".formatted(read, archive.file(Bundle.path(table, "parquet")));
            String csv = "select %s from \"%s\"".formatted(loaded, table.name());
            for (String difference : List.of(
                    "(%s) except all (%s)".formatted(parquet, csv), "(%s) except all (%s)".formatted(csv, parquet))) {
                assertThat(one("select count(*) from (" + difference + ")"))
                        .as(difference)
                        .isEqualTo("0");
            }
        }
    }

    /** A column without what only its format adds: scale, and the apostrophe before a formula. */
    private static String plain(Field field, String formula) {
        return switch (field.type()) {
            case DECIMAL -> "\"%s\"::decimal(38, 12)".formatted(field.name());
            case INTEGER -> "\"%s\"::bigint".formatted(field.name());
            case TEXT ->
                formula.isEmpty()
                        ? "\"%s\"".formatted(field.name())
                        : "regexp_replace(\"%s\", '%s', '\\1')".formatted(field.name(), formula.replace("'", "''"));
            case ID, REF, ENUM, DATE, BOOLEAN, LIST -> "\"%s\"".formatted(field.name());
        };
    }

    @Test
    void sumsAreThoseOfGraphQl() throws SQLException {
        String sum = "select sum(usd_amount)::decimal(38, 0) from investments";
        graphQl.document("{ investments(at: {version: \"%s\"}) { aggregate { usd { sum } grossUsd { sum } } } }"
                        .formatted(VERSION))
                .execute()
                .path("investments.aggregate.usd.sum")
                .entity(String.class)
                .isEqualTo(one(sum + " where count_in_totals"))
                .path("investments.aggregate.grossUsd.sum")
                .entity(String.class)
                .isEqualTo(one(sum));
    }

    @Test
    void keysAreUniqueAndLeadSomewhere() throws SQLException, IOException {
        JsonNode descriptor = JsonMapper.shared().readTree(Files.readString(archive.file("datapackage.json")));
        int keys = 0;
        for (JsonNode resource : descriptor.path("resources")) {
            String table = resource.path("name").asString();
            JsonNode schema = resource.path("schema");
            if (schema.isObject()) {
                String key = String.join(", ", Description.texts(schema.path("primaryKey")));
                assertThat(one("select count(*) - count(distinct (%s)) from %s".formatted(key, table)))
                        .as(table)
                        .isEqualTo("0");
            }
            for (JsonNode foreign : schema.path("foreignKeys")) {
                String column = foreign.path("fields").path(0).asString();
                String target = foreign.path("reference").path("resource").asString();
                assertThat(one("select count(*) from %s where %s is not null and %s not in (select id from %s)"
                                .formatted(table, column, column, target)))
                        .as("%s.%s to %s", table, column, target)
                        .isEqualTo("0");
                keys++;
            }
        }
        assertThat(keys).isGreaterThan(25);
    }

    /** The codebook counts in PostgreSQL; this test counts the same from the files. */
    @Test
    void theCodebookCountsWhatIsInTheFiles() throws SQLException, IOException {
        JsonNode codebook = JsonMapper.shared().readTree(Files.readString(archive.file("codebook.json")));
        List<String> cited = new ArrayList<>();
        for (JsonNode shown : codebook.path("tables")) {
            Table table = data.table(shown.path("name").asString());
            for (JsonNode counted : shown.path("fields")) {
                Field field = table.field(counted.path("name").asString());
                String as = table.name() + "." + field.name();
                assertThat(one("select count(\"%s\") from \"%s\"".formatted(field.name(), table.name())))
                        .as(as)
                        .isEqualTo(counted.path("known").asString());
                if (table instanceof RecordKind && counted.path("cited").isObject()) {
                    assertThat(percent(table, field, "or c.field is null"))
                            .as(as)
                            .isEqualTo(counted.path("cited").path("percent").asString());
                    assertThat(percent(table, field, ""))
                            .as(as)
                            .isEqualTo(counted.path("cited")
                                    .path("percentOfItself")
                                    .asString());
                    cited.add(as);
                }
            }
        }
        assertThat(cited).contains("investments.amount", "projects.latitude").hasSizeGreaterThan(60);
    }

    private String percent(Table table, Field field, String whole) throws SQLException {
        String name = field.citedAs() == null ? field.name() : field.citedAs();
        return one("""
                select (floor(count(*) filter (where exists (select 1 from citations c
                           where c.subject_id = t.id and c.stance = 'SUPPORTS' and (c.field in ('%1$s', '%2$s') %3$s)))
                        * 1000 / count(*)) / 10)::decimal(4, 1)
                from %4$s t where t."%1$s" is not null
                """.formatted(field.name(), name, whole, table.name()));
    }

    private String one(String query) throws SQLException {
        return Objects.requireNonNull(
                Answer.of(archive.duck(), query).rows().getFirst().getFirst());
    }
}

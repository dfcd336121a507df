package org.lode.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lode.model.DataPackage;
import org.lode.model.DataPackageReader;
import org.lode.model.Field;
import org.lode.model.PartialDate;
import org.lode.model.View;
import org.lode.model.View.Column;
import org.lode.model.View.Step;
import org.lode.support.Bundled;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.lode.support.MadeReleases;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Flat tables have the rows of the table that they are made of, and beside each what its references lead to. */
@LodeTest
class ExportViewTests extends MadeReleases {
    private static final String MADE = RELEASES.getLast().text("version");
    private static final List<String> VERSIONS =
            List.of("2026.11.0", "2026.11.1", "2026.11.2", "2026.11.3", Bundled.VERSION, MADE);

    /** The parameters without which there is no file. */
    private static final Map<String, String> NEEDED =
            Map.of("diff", "?from=2026.11.0", "history", "?id=project:lofdal");

    private final Http http;
    private final HttpGraphQlTester graphQl;
    private final DataPackage data;
    private final Map<String, Map<String, JsonNode>> byId = new HashMap<>();
    private final Map<String, List<JsonNode>> parts = new HashMap<>();

    ExportViewTests(Http http, HttpGraphQlTester graphQl, DataPackage data) {
        this.http = http;
        this.graphQl = graphQl;
        this.data = data;
    }

    static Stream<View> views() {
        return DataPackageReader.bundled().views().stream().filter(view -> view.pivot() == null);
    }

    @ParameterizedTest
    @MethodSource("views")
    void everyRowIsThereWithWhatItLeadsTo(View view) {
        for (String version : VERSIONS) {
            List<Map<String, String>> expected = new ArrayList<>();
            for (JsonNode row : rows(view.table().name(), version, "")) {
                Map<String, String> joined = new LinkedHashMap<>();
                for (Column column : view.columns()) {
                    joined.put(column.name(), value(row, column, version));
                }
                expected.add(joined);
            }
            List<Map<String, String>> found = rows(view.name(), version, "").stream()
                    .map(ExportViewTests::cells)
                    .toList();
            assertThat(found).as(version).containsExactlyInAnyOrderElementsOf(expected);
        }
        assertThat(rows(view.name(), Bundled.VERSION, "")).hasSizeGreaterThan(50);
    }

    private static Map<String, String> cells(JsonNode row) {
        Map<String, String> cells = new LinkedHashMap<>();
        row.properties()
                .forEach(cell -> cells.put(cell.getKey(), cell.getValue().toString()));
        return cells;
    }

    private String value(JsonNode row, Column column, String version) {
        List<JsonNode> reached = List.of(row);
        for (Step step : column.way()) {
            reached = reached.stream()
                    .flatMap(at -> switch (step) {
                        case Step.Reference one -> referenced(at, one.field(), version);
                        case Step.Rows many -> below(at, many, version);
                    })
                    .toList();
        }
        List<String> values = reached.stream()
                .map(at -> at.path(column.source().name()))
                .filter(value -> !value.isNull())
                .map(JsonNode::toString)
                .toList();
        if (values.isEmpty()) {
            return column.otherwise() == null ? "null" : "\"%s\"".formatted(column.otherwise());
        }
        return column.way().stream().anyMatch(Step.Rows.class::isInstance)
                ? "[%s]".formatted(String.join(",", values))
                : values.getFirst();
    }

    private Stream<JsonNode> referenced(JsonNode row, Field reference, String version) {
        JsonNode id = row.path(reference.name());
        return id.isNull()
                ? Stream.empty()
                : Stream.of(reference.references().stream()
                        .map(table -> byId(table, version).get(id.asString()))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElseThrow());
    }

    /** The rows of a part are in the order of their ids, as their own file has them. */
    private Stream<JsonNode> below(JsonNode row, Step.Rows step, String version) {
        return parts
                .computeIfAbsent(
                        version + step.table().name(), key -> rows(step.table().name(), version, ""))
                .stream()
                .filter(part -> step.same().stream()
                        .allMatch(pair -> part.path(pair.there().name())
                                .equals(row.path(pair.here().name()))));
    }

    private Map<String, JsonNode> byId(String table, String version) {
        return byId.computeIfAbsent(version + table, key -> {
            Map<String, JsonNode> records = new HashMap<>();
            rows(table, version, "").forEach(row -> records.put(row.path("id").asString(), row));
            return records;
        });
    }

    @Test
    void eventsComeDealByDealAndDayByDay() {
        List<String> keys = rows("deal_events_flat", Bundled.VERSION, "").stream()
                .map(row -> row.path("deal_id").asString() + " " + firstDay(row.path("date")))
                .toList();
        assertThat(keys).isSorted();
    }

    /** Events without a date come last. */
    private static String firstDay(JsonNode date) {
        return date.isNull()
                ? "later"
                : PartialDate.parse(date.asString()).first().toString();
    }

    @Test
    void anEventHasThePartiesOfItsDealAndInvestmentsOfItsOwn() {
        String deal = "deal:lynas-japan-supply";
        List<JsonNode> events = rows("deal_events_flat", MADE, "").stream()
                .filter(row -> row.path("deal_id").asString().equals(deal))
                .toList();
        List<String> parties = rows("deal_parties", MADE, "").stream()
                .filter(row -> row.path("deal_id").asString().equals(deal))
                .map(row -> row.path("organization_id").asString())
                .toList();
        assertThat(parties).hasSizeGreaterThan(2);
        assertThat(events).allSatisfy(event -> {
            assertThat(texts(event.path("party_ids"))).isEqualTo(parties);
            assertThat(texts(event.path("party_names")))
                    .contains("Sojitz Corporation")
                    .hasSameSizeAs(parties);
        });
        assertThat(events)
                .map(event -> texts(event.path("investment_ids")).size())
                .contains(0)
                .anyMatch(investments -> investments > 1);
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asString).toList();
    }

    @Test
    void theFilterIsThatOfTheRecordsThatRowsBelongTo() {
        String filter = "{\"name\":{\"contains\":\"Lynas\"}}";
        List<String> expected = graphQl
                .document(
                        "{ deals(first: 500, filter: {name: {contains: \"Lynas\"}}) { nodes { id events(first: 500) { nodes { key } } } } }")
                .execute()
                .path("deals.nodes")
                .entityList(JsonNode.class)
                .get()
                .stream()
                .flatMap(deal -> deal.path("events")
                        .path("nodes")
                        .valueStream()
                        .map(event -> deal.path("id").asString() + " "
                                + event.path("key").asString()))
                .toList();
        for (String table : List.of("deal_events", "deal_events_flat")) {
            assertThat(rows(table, Bundled.VERSION, "&filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8)))
                    .as(table)
                    .extracting(row -> row.path("deal_id").asString() + " "
                            + row.path("key").asString())
                    .containsExactlyInAnyOrderElementsOf(expected)
                    .isNotEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "deals, events, '{type: {eq: OFFTAKE}}', '[{field: DATE, direction: DESC}]', key, key",
        "deals, parties, '{}', '[{field: ROLE}]', organization, organization_id",
        "projects, participants, '{role: {ne: PARTNER}}', '[{field: ROLE}]', organization, organization_id",
        "minerals, lists, '{not: {list: {eq: EU_CRM_2023}}}', '[]', list, list",
        "organizations, participations, '{project: {stage: {eq: PRODUCTION}}}', '[]', project, project_id"
    })
    void aListWithinARecordIsAFileToo(
            String records, String list, String filter, String order, String shown, String column) {
        String selection = column.endsWith("_id") ? shown + " { id }" : shown;
        int rows = 0;
        for (JsonNode node : graphQl.document(
                        "{ %s(first: 20, filter: {%s: {some: {}}}) { nodes { %s(first: 500, filter: %s, orderBy: %s) { exportUrl(format: JSONL) nodes { %s } } } } }"
                                .formatted(records, list, list, filter, order, selection))
                .execute()
                .path(records + ".nodes")
                .entityList(JsonNode.class)
                .get()) {
            List<String> expected = node.path(list)
                    .path("nodes")
                    .valueStream()
                    .map(row -> row.path(shown))
                    .map(value -> value.isObject() ? value.path("id") : value)
                    .map(JsonNode::asString)
                    .toList();
            assertThat(lines(node.path(list).path("exportUrl").asString()))
                    .extracting(row -> row.path(column).asString())
                    .containsExactlyElementsOf(expected);
            rows += expected.size();
        }
        assertThat(rows).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/export", "/export/"})
    void theIndexNamesEveryTableWithItsColumns(String path) {
        JsonNode index = Http.json(http.send("GET", path));
        assertThat(index.path("formats").valueStream().map(JsonNode::asString))
                .containsExactly("csv", "jsonl", "parquet");
        assertThat(index.path("kinds")
                        .valueStream()
                        .map(kind -> kind.path("name").asString()))
                .containsExactlyElementsOf(Stream.concat(
                                TableRequest.ExportTable.all(data).map(TableRequest.ExportTable::name),
                                Stream.of("changes", "diff", "history"))
                        .toList());
        for (JsonNode kind : index.path("kinds")) {
            String name = kind.path("name").asString();
            List<String> columns =
                    kind.path("columns").valueStream().map(JsonNode::asString).toList();
            assertThat(text("/export/%s.csv%s".formatted(name, NEEDED.getOrDefault(name, "")))
                            .lines()
                            .findFirst()
                            .orElseThrow())
                    .startsWith(String.join(",", columns));
            for (JsonNode parameter : kind.path("parameters")) {
                String address = "/export/%s.csv?%s=&%2$s=".formatted(name, parameter.asString());
                assertThat(Http.json(http.send("GET", address)).path("detail").asString())
                        .isEqualTo("%s: 2 values (expected: one)", parameter.asString());
            }
            for (String types : List.of("filter", "rows", "orderBy")) {
                String type = kind.path(types).asString("").replaceAll("[\\[\\]!]", "");
                if (!type.isEmpty()) {
                    graphQl.document("{ __type(name: \"%s\") { name } }".formatted(type))
                            .execute()
                            .path("__type.name")
                            .entity(String.class)
                            .isEqualTo(type);
                }
            }
        }
    }

    @Test
    void everyTableThatIsNamedIsThere() {
        assertThat(TableRequest.ExportTable.all(data).map(TableRequest.ExportTable::name))
                .hasSize(data.tables().size() - 1 + data.views().size())
                .allSatisfy(table -> assertThat(http.send("HEAD", "/export/%s.parquet".formatted(table))
                                .statusCode())
                        .isEqualTo(200));
    }

    private List<JsonNode> rows(String table, String version, String further) {
        return lines("/export/%s.jsonl?at=%s%s".formatted(table, version, further));
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

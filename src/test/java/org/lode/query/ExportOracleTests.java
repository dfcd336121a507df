package org.lode.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lode.model.DataPackage;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.RecordKind;
import org.lode.support.Download;
import org.lode.support.GraphQl;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.lode.support.MadeReleases;
import org.lode.support.Seed;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A filter gives the same rows with the same values in GraphQL, CSV, JSON Lines and Parquet, which DuckDB reads. */
@LodeTest
class ExportOracleTests extends MadeReleases {
    private static final Seed SEED = Seed.of(ExportOracleTests.class);
    private static final int MOST = 500;
    private static final Pattern FORMULA = Pattern.compile("^'*[=+\\-@\t\r\n＝＋－＠]");

    private final HttpGraphQlTester graphQl;
    private final Http http;
    private final DataPackage data;
    private final List<Memory> releases;

    ExportOracleTests(HttpGraphQlTester graphQl, Http http, DataPackage data) {
        this.graphQl = graphQl;
        this.http = http;
        this.data = data;
        this.releases = Memory.of(data, RELEASES);
    }

    /** All rows and those of one filter, for each kind. */
    @Test
    void everyKindGivesTheSameRows() {
        Random random = SEED.random("kinds");
        RandomFilters filters = new RandomFilters(data, releases, random);
        Set<FieldType> compared = new HashSet<>();
        for (RecordKind kind : data.shown()) {
            assertThat(assertSame(kind, releases.size() - 1, Map.of(), compared))
                    .as(kind.name())
                    .isPositive();
            assertSame(kind, 1 + random.nextInt(releases.size() - 1), filters.of(kind, 2), compared);
        }
        assertThat(compared).containsExactlyInAnyOrder(FieldType.values());
    }

    @Test
    @Tag("thorough")
    void everyFilterGivesTheSameRows() {
        Random random = SEED.random("filters");
        RandomFilters filters = new RandomFilters(data, releases, random);
        Set<FieldType> compared = new HashSet<>();
        int count = 200;
        int rows = 0;
        for (int i = 0; i < count; i++) {
            RecordKind kind = data.shown().get(random.nextInt(data.shown().size()));
            int sequence = 1 + random.nextInt(releases.size() - 1);
            rows += assertSame(kind, sequence, i % 10 == 0 ? Map.of() : filters.of(kind, 2), compared);
        }
        assertThat(rows).isGreaterThan(count);
        assertThat(compared).containsExactlyInAnyOrder(FieldType.values());
    }

    /** Compares the first rows in all formats and returns how many it compared. */
    private int assertSame(RecordKind kind, int sequence, Map<String, Object> filter, Set<FieldType> compared) {
        String question = "%s of release %d, filter %s, %s".formatted(kind.name(), sequence, filter, SEED);
        JsonNode list = GraphQl.data(graphQl.document(
                                "query ($at: ReleaseRef, $filter: %sFilter) { list: %s(at: $at, filter: $filter, first: %d) { totalCount csv: exportUrl json: exportUrl(format: JSONL) parquet: exportUrl(format: PARQUET) nodes %s } }"
                                        .formatted(kind.type(), kind.plural(), MOST, selection(kind)))
                        .variable("at", Map.of("sequence", sequence))
                        .variable("filter", filter)
                        .execute())
                .path("list");
        int total = list.path("totalCount").asInt();
        List<List<@Nullable String>> csv = Csv.rows(file(list.path("csv").asString(), total));
        List<String> lines = file(list.path("json").asString(), total).lines().toList();
        assertThat(csv.removeFirst())
                .isEqualTo(kind.fields().stream().map(Field::name).toList());
        assertThat(csv).as(question).hasSize(total);
        assertThat(lines).as(question).hasSize(total);
        List<Map<String, Object>> typed =
                Parquet.rows(bytes(list.path("parquet").asString(), total));
        assertThat(typed).as(question).hasSize(total);
        for (int row = 0; row < list.path("nodes").size(); row++) {
            JsonNode json = JsonMapper.shared().readTree(lines.get(row));
            assertThat(json.propertyNames()).hasSize(kind.fields().size());
            for (int at = 0; at < kind.fields().size(); at++) {
                Field field = kind.fields().get(at);
                String as = "%s of row %d of %s".formatted(field.name(), row, question);
                JsonNode value = value(list.path("nodes").path(row), field);
                if (value.isNumber() && Term.isCoordinate(field)) {
                    // Files have the digits of the source.
                    JsonNode exact = json.get(field.name());
                    assertThat(new BigDecimal(exact.asString())).as(as).isEqualByComparingTo(value.decimalValue());
                    value = exact;
                }
                assertThat(csv.get(row).get(at)).as(as).isEqualTo(cell(field, value));
                assertThat(json.get(field.name())).as(as).isEqualTo(shown(field, value));
                Parquet.assertHolds(field, typed.get(row), shown(field, value), as);
                if (!value.isNull()) {
                    compared.add(field.type());
                }
            }
        }
        return list.path("nodes").size();
    }

    private String file(String url, int rows) {
        return new String(bytes(url, rows), StandardCharsets.UTF_8);
    }

    private byte[] bytes(String url, int rows) {
        try (Download download = http.download(url)) {
            byte[] file = download.rest();
            assertThat(download.header("Dataset-Rows")).as(url).isEqualTo(String.valueOf(rows));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What GraphQL shows for a field: that of a reference is the id. */
    private static JsonNode value(JsonNode node, Field field) {
        JsonNode value = node;
        for (String step : field.path()) {
            value = value.path(step);
        }
        JsonNode found = field.type() == FieldType.REF ? value.path("id") : value;
        return found.isMissingNode() ? JsonMapper.shared().nullNode() : found;
    }

    /** A list that nothing was recorded for is shown as empty, and is no value in a file. */
    private static JsonNode shown(Field field, JsonNode value) {
        return field.type() == FieldType.LIST && value.isEmpty()
                ? JsonMapper.shared().nullNode()
                : value;
    }

    private static @Nullable String cell(Field field, JsonNode value) {
        JsonNode shown = shown(field, value);
        if (shown.isNull()) {
            return null;
        }
        String text = field.type() == FieldType.LIST
                ? String.join("|", shown.valueStream().map(JsonNode::asString).toList())
                : shown.asString();
        boolean prose = field.type() == FieldType.TEXT || field.type() == FieldType.LIST;
        return prose && FORMULA.matcher(text).find() ? "'" + text : text;
    }

    /** A field as it is asked for. The id in a file is the permanent one, whatever the release. */
    private static String shown(String step) {
        return step.equals("id") ? "id: recordId" : step;
    }

    /** All fields of the kind, as a selection. */
    private static String selection(RecordKind kind) {
        Tree tree = new Tree(new TreeMap<>());
        kind.fields().forEach(field -> {
            Tree at = tree;
            for (String step : field.path()) {
                at = at.below().computeIfAbsent(shown(step), name -> new Tree(new TreeMap<>()));
            }
            if (field.type() == FieldType.REF) {
                at.below().put(shown("id"), new Tree(new TreeMap<>()));
            }
        });
        return tree.toString();
    }

    private record Tree(TreeMap<String, Tree> below) {
        @Override
        public String toString() {
            List<String> fields = new ArrayList<>();
            below.forEach((name, tree) -> fields.add(name + tree));
            return fields.isEmpty() ? "" : " { " + String.join(" ", fields) + " }";
        }
    }
}

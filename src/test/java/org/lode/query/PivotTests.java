package org.lode.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lode.kind.PartialDate;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The table with a column for each year has every value for twelve months once, in all formats, and says which are not exact. */
@LodeTest
class PivotTests {
    private static final List<String> KEYS = List.of(
            "indicator",
            "subject_id",
            "subject_name",
            "partner_id",
            "partner_name",
            "mineral_id",
            "mineral_name",
            "product",
            "unit");

    private final Http http;

    PivotTests(Http http) {
        this.http = http;
    }

    @ParameterizedTest
    @CsvSource({
        "2026.11.0, {}",
        "2026.11.1, {}",
        "2026.11.3, {}",
        "2026.11.3, '{\"indicator\":{\"eq\":\"mine-production\"}}'",
        "2026.11.3, '{\"qualifier\":{\"ne\":\"EXACT\"}}'",
        "2026.11.3, '{\"indicator\":{\"eq\":\"nothing\"}}'"
    })
    void everyValueOfAYearIsThereOnce(String version, String filter) {
        String question = "?at=%s&filter=%s".formatted(version, URLEncoder.encode(filter, StandardCharsets.UTF_8));
        Map<String, String> expected = new TreeMap<>();
        TreeSet<String> years = new TreeSet<>();
        for (JsonNode row : json("/export/observations_flat.jsonl" + question)) {
            PartialDate period = PartialDate.parse(row.path("period").asString());
            if (!row.path("value").isNull()
                    && period.first().plusYears(1).minusDays(1).equals(period.last())) {
                String year = String.valueOf(period.first().getYear());
                years.add(year);
                String place = key(row) + period.first().getMonthValue() + " " + year;
                assertThat(expected.put(
                                place,
                                row.path("value").asString() + " "
                                        + row.path("qualifier").asString()))
                        .as(place)
                        .isNull();
            }
        }
        List<JsonNode> rows = json("/export/observations_by_year.jsonl" + question);
        Map<String, String> found = new TreeMap<>();
        for (JsonNode row : rows) {
            assertThat(row.path("series").intValue()).isEqualTo(1);
            for (String year : years) {
                JsonNode value = row.path(year);
                if (!value.isNull()) {
                    found.put(
                            key(row) + row.path("year_begins").asString() + " " + year,
                            value.asString() + " " + qualifier(row, year));
                }
            }
        }
        assertThat(found).isEqualTo(expected);
        assertSame(rows, years, question);
    }

    private void assertSame(List<JsonNode> rows, Set<String> years, String question) {
        List<String> names = new ArrayList<>(KEYS);
        names.addAll(List.of("year_begins", "series", "qualified"));
        names.addAll(years);
        List<List<@Nullable String>> csv =
                Csv.rows(new String(get("/export/observations_by_year.csv" + question), StandardCharsets.UTF_8));
        assertThat(csv.removeFirst()).isEqualTo(names);
        assertThat(csv).isEqualTo(rows.stream().map(row -> cells(row, names)).toList());
        List<Map<String, Object>> typed = Parquet.rows(get("/export/observations_by_year.parquet" + question));
        assertThat(typed).hasSameSizeAs(rows);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(typed.get(i).keySet()).containsExactlyElementsOf(names);
            for (String year : years) {
                JsonNode value = rows.get(i).path(year);
                assertThat(Objects.toString(typed.get(i).get(year), "null"))
                        .satisfies(text -> assertThat(value.isNull()).isEqualTo(text.equals("null")));
                if (!value.isNull()) {
                    assertThat((BigDecimal) typed.get(i).get(year)).isEqualByComparingTo(value.asString());
                }
            }
        }
    }

    private static List<@Nullable String> cells(JsonNode row, List<String> names) {
        List<@Nullable String> cells = new ArrayList<>();
        for (String name : names) {
            JsonNode value = row.path(name);
            cells.add(
                    value.isNull()
                            ? null
                            : value.isArray()
                                    ? String.join(
                                            "|",
                                            value.valueStream()
                                                    .map(JsonNode::asString)
                                                    .toList())
                                    : value.asString());
        }
        return cells;
    }

    private static String key(JsonNode row) {
        return KEYS.stream().map(name -> row.path(name).toString()).toList() + " ";
    }

    private static String qualifier(JsonNode row, String year) {
        return row.path("qualified")
                .valueStream()
                .map(JsonNode::asString)
                .filter(told -> told.startsWith(year + " "))
                .map(told -> told.substring(5))
                .findFirst()
                .orElse("EXACT");
    }

    private List<JsonNode> json(String url) {
        return new String(get(url), StandardCharsets.UTF_8)
                .lines()
                .map(JsonMapper.shared()::readTree)
                .toList();
    }

    private byte[] get(String url) {
        HttpResponse<byte[]> file = http.send("GET", url);
        assertThat(file.statusCode()).as(url).isEqualTo(200);
        return file.body();
    }
}

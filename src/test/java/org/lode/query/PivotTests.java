package org.lode.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigDecimal;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.lode.model.PartialDate;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.lode.support.MadeReleases;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The table with a column for each year has every value for twelve months once, in all formats. It says which are not exact, which
 * are contradicted, and which no citation of high confidence supports.
 */
@LodeTest
class PivotTests extends MadeReleases {
    private static final List<String> LISTS = List.of("qualified", "contradicted", "confidence");
    private static final List<String> KEYS = List.of(
            "series",
            "basis",
            "indicator_id",
            "indicator_name",
            "indicator",
            "subject_id",
            "subject_name",
            "partner_id",
            "partner_name",
            "mineral_id",
            "mineral_name",
            "product",
            "unit");

    private static final String MADE = RELEASES.getLast().text("version");

    private final Http http;

    PivotTests(Http http) {
        this.http = http;
    }

    static Stream<Arguments> questions() {
        Stream<Arguments> all = Stream.of("2026.11.0", "2026.11.1", MADE).map(version -> arguments(version, "{}"));
        Stream<Arguments> some = Stream.of(
                        "{\"indicator\":{\"eq\":\"mine-production\"}}",
                        "{\"qualifier\":{\"ne\":\"EXACT\"}}",
                        "{\"indicator\":{\"eq\":\"nothing\"}}")
                .map(filter -> arguments("2026.11.3", filter));
        return Stream.concat(all, some);
    }

    @ParameterizedTest
    @MethodSource("questions")
    void everyValueOfAYearIsThereOnce(String version, String filter) {
        String question = "?at=%s&filter=%s".formatted(version, URLEncoder.encode(filter, StandardCharsets.UTF_8));
        Cited cited = Cited.of(csv("/export/citations.csv?at=" + version));
        Map<String, String> expected = new TreeMap<>();
        TreeSet<String> years = new TreeSet<>();
        for (JsonNode row : json("/export/observations_flat.jsonl" + question)) {
            PartialDate period = PartialDate.parse(row.path("period").asString());
            if (!row.path("value").isNull()
                    && period.first().plusYears(1).minusDays(1).equals(period.last())) {
                String year = String.valueOf(period.first().getYear());
                years.add(year);
                String place = key(row) + period.first().getMonthValue() + " " + year;
                String id = row.path("id").asString();
                List<@Nullable String> notes = Arrays.asList(
                        year + " " + row.path("qualifier").asString(),
                        cited.contradicted().contains(id) ? year : null,
                        year + " " + cited.best().getOrDefault(id, "NONE"));
                assertThat(expected.put(place, row.path("value").asString() + notes))
                        .as(place)
                        .isNull();
            }
        }
        List<JsonNode> rows = json("/export/observations_by_year.jsonl" + question);
        Map<String, String> found = new TreeMap<>();
        for (JsonNode row : rows) {
            assertThat(row.path("repeat").intValue()).isEqualTo(1);
            for (String year : years) {
                JsonNode value = row.path(year);
                if (!value.isNull()) {
                    List<@Nullable String> notes = Arrays.asList(
                            note(row.path("qualified"), year, year + " EXACT"),
                            note(row.path("contradicted"), year, null),
                            note(row.path("confidence"), year, year + " HIGH"));
                    found.put(key(row) + row.path("year_begins").asString() + " " + year, value.asString() + notes);
                }
            }
            LISTS.forEach(list -> assertListed(row, list, years));
        }
        assertThat(found).isEqualTo(expected);
        assertSame(rows, years, question);
    }

    /** What citations say of records: those that one contradicts, and the highest confidence of those that support each. */
    private record Cited(Set<String> contradicted, Map<String, String> best) {
        private static final List<String> LEVELS = List.of("HIGH", "MEDIUM", "LOW");

        static Cited of(List<List<@Nullable String>> rows) {
            List<@Nullable String> names = rows.getFirst();
            Cited cited = new Cited(new HashSet<>(), new HashMap<>());
            for (List<@Nullable String> row : rows.subList(1, rows.size())) {
                String subject = Objects.requireNonNull(row.get(names.indexOf("subject_id")));
                if ("CONTRADICTS".equals(row.get(names.indexOf("stance")))) {
                    cited.contradicted().add(subject);
                } else {
                    String confidence = Objects.requireNonNull(row.get(names.indexOf("confidence")));
                    cited.best().merge(subject, confidence, Cited::higher);
                }
            }
            return cited;
        }

        private static String higher(String one, String other) {
            return LEVELS.get(Math.min(LEVELS.indexOf(one), LEVELS.indexOf(other)));
        }
    }

    /** A list names years that have a value in the row, each once and in order; where there are none it is no value. */
    private static void assertListed(JsonNode row, String list, Set<String> years) {
        JsonNode told = row.path(list);
        assertThat(told.isNull() || !told.isEmpty()).as(list).isTrue();
        assertThat(told.valueStream().map(note -> note.asString().substring(0, 4)))
                .as(list)
                .isSorted()
                .doesNotHaveDuplicates()
                .allMatch(years::contains)
                .noneMatch(year -> row.path(year).isNull());
    }

    @Test
    void aSeriesHasOneRowForTheYearsThatBeginInOneMonth() {
        List<JsonNode> rows = json("/export/observations_by_year.jsonl?at=" + MADE);
        assertThat(rows)
                .extracting(row -> row.path("series").asString("") + row.path("year_begins"))
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(500);
        assertThat(rows).extracting(row -> row.path("series").asString("~")).isSorted();
        assertThat(notes(rows, "contradicted")).isNotEmpty().allMatch(note -> note.matches("[0-9]{4}"));
        assertThat(notes(rows, "confidence"))
                .anyMatch(note -> note.endsWith(" MEDIUM"))
                .anyMatch(note -> note.endsWith(" LOW"));
    }

    private static List<String> notes(List<JsonNode> rows, String list) {
        return rows.stream()
                .flatMap(row -> row.path(list).valueStream())
                .map(JsonNode::asString)
                .toList();
    }

    private void assertSame(List<JsonNode> rows, Set<String> years, String question) {
        List<String> names = new ArrayList<>(KEYS);
        names.addAll(List.of("year_begins", "repeat"));
        names.addAll(LISTS);
        names.addAll(years);
        List<List<@Nullable String>> csv = csv("/export/observations_by_year.csv" + question);
        assertThat(csv.removeFirst()).isEqualTo(names);
        assertThat(csv).isEqualTo(rows.stream().map(row -> cells(row, names)).toList());
        List<Map<String, Object>> typed = Parquet.rows(get("/export/observations_by_year.parquet" + question));
        assertThat(typed).hasSameSizeAs(rows);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(typed.get(i).keySet()).containsExactlyElementsOf(names);
            for (String list : LISTS) {
                JsonNode value = rows.get(i).path(list);
                assertThat(typed.get(i).get(list))
                        .isEqualTo(
                                value.isNull()
                                        ? null
                                        : value.valueStream()
                                                .map(JsonNode::asString)
                                                .toList());
            }
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

    /** What a list says of a year; another text when it does not name it. */
    private static @Nullable String note(JsonNode list, String year, @Nullable String other) {
        return list.valueStream()
                .map(JsonNode::asString)
                .filter(told -> told.startsWith(year))
                .findFirst()
                .orElse(other);
    }

    private List<List<@Nullable String>> csv(String url) {
        return Csv.rows(new String(get(url), StandardCharsets.UTF_8));
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

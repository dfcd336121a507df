package org.lode.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.lode.support.MadeReleases;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A column that lists values of parts has the same items in CSV, JSON Lines and Parquet, also when it is asked for alone. */
@LodeTest
class ListColumnsTests extends MadeReleases {
    private static final List<String> LISTS = List.of("party_ids", "party_names", "investment_ids");

    private final Http http;

    ListColumnsTests(Http http) {
        this.http = http;
    }

    static List<String> versions() {
        return List.of("2026.11.3", RELEASES.getLast().text("version"));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void everyFormatHasTheSameItems(String version) {
        String question = "?at=%s&fields=%s".formatted(version, String.join(",", LISTS));
        List<JsonNode> rows = new String(file("jsonl" + question), StandardCharsets.UTF_8)
                .lines()
                .map(JsonMapper.shared()::readTree)
                .toList();
        List<List<@Nullable String>> csv = Csv.rows(new String(file("csv" + question), StandardCharsets.UTF_8));
        List<Map<String, Object>> typed = Parquet.rows(file("parquet" + question));
        assertThat(rows).hasSizeGreaterThan(100);
        assertThat(csv.removeFirst()).isEqualTo(LISTS);
        assertThat(csv).hasSameSizeAs(rows);
        assertThat(typed).hasSameSizeAs(rows);
        List<String> items = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            for (String list : LISTS) {
                JsonNode shown = rows.get(row).path(list);
                List<String> texts = shown.valueStream().map(JsonNode::asString).toList();
                assertThat(texts.isEmpty()).as(list).isEqualTo(shown.isNull());
                assertThat(csv.get(row).get(LISTS.indexOf(list)))
                        .isEqualTo(texts.isEmpty() ? null : String.join("|", texts));
                assertThat(typed.get(row).get(list)).isEqualTo(texts.isEmpty() ? null : texts);
                items.addAll(texts);
            }
        }
        assertThat(items).contains("org:jogmec").hasSizeGreaterThan(2 * rows.size());
    }

    private byte[] file(String ending) {
        HttpResponse<byte[]> file = http.send("GET", "/export/deal_events_flat." + ending);
        assertThat(file.statusCode()).as(ending).isEqualTo(200);
        return file.body();
    }
}

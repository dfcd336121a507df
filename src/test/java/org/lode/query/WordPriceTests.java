package org.lode.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import tools.jackson.databind.json.JsonMapper;

/** Orders and groups that lead to other rows cost more than those that do not, as a literal and as a variable. */
@LodeTest
class WordPriceTests {
    private final Http http;

    WordPriceTests(Http http) {
        this.http = http;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {field: NAME}                                              | 41
            {field: COUNTRY_NAME}                                      | 51
            {field: INVESTMENTS_USD_SUM, direction: DESC}              | 141
            [{field: INVESTMENTS_COUNT}, {field: COUNTRY_NAME}]        | 161
            """)
    void anOrderCostsWhatItReads(String order, int cost) {
        assertCost("ProjectOrder", "projects(orderBy: %s, first: 10) { nodes { id name } }", order, cost);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [STAGE]               | 34
            [COUNTRY_REGION]      | 44
            [MINERAL]             | 134
            [STAGE, MINERAL]      | 134
            [MINERAL, COUNTRY_REGION] | 144
            """)
    void aGroupCostsWhatItReads(String by, int cost) {
        assertCost(
                "ProjectGroupBy",
                "projects { groups(by: %s, first: 1) { aggregate { count } key { stage } } }",
                by,
                cost);
    }

    @Test
    void aNumberOfGroupsIsWhatTheyCost() {
        String groups = "{ projects { groups(by: [STAGE]%s) { key { stage } } } }";
        int one = cost(groups.formatted(", first: 1"), Map.of());
        assertThat(cost(groups.formatted(", first: 11"), Map.of()) - one).isEqualTo(20);
        assertThat(cost(groups.formatted(""), Map.of()) - one).isEqualTo(98);
    }

    private void assertCost(String type, String field, String words, int cost) {
        assertThat(cost("{ %s }".formatted(field.formatted(words)), Map.of()))
                .as(words)
                .isEqualTo(cost);
        String quoted = words.replaceAll("([A-Z_]+)", "\"$1\"").replaceAll("([a-z]\\w*):", "\"$1\":");
        Object value = JsonMapper.shared().readValue(quoted, Object.class);
        assertThat(cost(
                        "query ($v: [%s!]!) { %s }".formatted(type, field.formatted("$v")),
                        Map.of("v", value instanceof List<?> ? value : List.of(value))))
                .as(quoted)
                .isEqualTo(cost);
    }

    private int cost(String query, Map<String, Object> variables) {
        return Http.json(
                        http.post(Map.of("query", query, "variables", variables, "extensions", Map.of("dryRun", true))))
                .path("extensions")
                .path("cost")
                .path("requested")
                .asInt();
    }
}

package org.lode.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.lode.support.Seed;
import tools.jackson.databind.JsonNode;

/** Lode keeps the cost of an operation for later requests: it must be the cost that the same values have as literals. */
@LodeTest
class CostTests {
    private static final Seed SEED = Seed.of(CostTests.class);
    private static final int REQUESTS = 300;
    private static final String FIELDS = """
              projects(first: $first, filter: $filter, orderBy: [{field: $field, direction: ASC}]) {
                totalCount @include(if: $counted)
                nodes { id name investments(first: $below) @skip(if: $bare) { nodes { id } } }
              }
              named: projects(filter: {name: {contains: $text}}) { totalCount }
              nodes(ids: $ids) { id }
            """;
    private static final String VARIABLES =
            "$first: Int, $below: Int, $filter: ProjectFilter, $field: ProjectOrderField!,"
                    + " $counted: Boolean!, $bare: Boolean!, $text: String, $ids: [ID!]!";

    private final Http http;

    CostTests(Http http) {
        this.http = http;
    }

    /** A value as a variable and as a literal. */
    private record Value(@Nullable Object json, String literal) {}

    @Test
    void variablesCostWhatTheirValuesCost() {
        Random random = SEED.random("values");
        List<Long> costs = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            Map<String, Value> values = values(random);
            Map<String, @Nullable Object> variables = new LinkedHashMap<>();
            String literal = FIELDS;
            for (Map.Entry<String, Value> value : values.entrySet()) {
                variables.put(value.getKey(), value.getValue().json());
                literal = literal.replace("$" + value.getKey(), value.getValue().literal());
            }
            long expected = cost("{ " + literal + " }", Map.of());
            assertThat(cost("query(" + VARIABLES + ") { " + FIELDS + " }", variables))
                    .as("%s, %s", variables, SEED)
                    .isEqualTo(expected);
            costs.add(expected);
        }
        assertThat(costs.stream().distinct().count()).isGreaterThan(20);
    }

    private static Map<String, Value> values(Random random) {
        int first = 1 + random.nextInt(5);
        int below = 1 + random.nextInt(3);
        boolean counted = random.nextBoolean();
        boolean bare = random.nextBoolean();
        String text = "t" + random.nextInt(1_000);
        Map<String, Value> values = new LinkedHashMap<>();
        values.put("first", random.nextInt(4) == 0 ? new Value(null, "null") : new Value(first, "" + first));
        values.put("below", new Value(below, "" + below));
        values.put("filter", filter(random, text));
        values.put(
                "field",
                random.nextBoolean() ? new Value("NAME", "NAME") : new Value("INVESTMENTS_COUNT", "INVESTMENTS_COUNT"));
        values.put("counted", new Value(counted, "" + counted));
        values.put("bare", new Value(bare, "" + bare));
        values.put("text", random.nextInt(4) == 0 ? new Value(null, "null") : new Value(text, '"' + text + '"'));
        values.put(
                "ids",
                random.nextBoolean()
                        ? new Value(List.of(text), "[\"" + text + "\"]")
                        : new Value(List.of(text, "x"), "[\"" + text + "\", \"x\"]"));
        return values;
    }

    private static Value filter(Random random, String text) {
        return switch (random.nextInt(3)) {
            case 0 -> new Value(null, "null");
            case 1 -> new Value(Map.of("name", Map.of("eq", text)), "{name: {eq: \"" + text + "\"}}");
            default ->
                new Value(
                        Map.of("investments", Map.of("some", Map.of("notes", Map.of("contains", text)))),
                        "{investments: {some: {notes: {contains: \"" + text + "\"}}}}");
        };
    }

    private long cost(String document, Map<String, ?> variables) {
        JsonNode answer = Http.json(
                http.post(Map.of("query", document, "variables", variables, "extensions", Map.of("dryRun", true))));
        assertThat(answer.path("errors").isMissingNode()).as("%s", answer).isTrue();
        return answer.path("extensions").path("cost").path("requested").asLong();
    }
}

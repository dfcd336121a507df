package org.lode.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lode.http.GoldenOperations.Asked;
import org.lode.model.Sha256;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.springframework.graphql.execution.GraphQlSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Operations made by chance over the bundled dataset have the answers that were recorded, byte for byte.
 *
 * <p>{@code src/test/files/golden-answers.txt} has one line an operation: the first digits of the SHA-256 of status and body. A new
 * release changes answers that read the latest release; {@code -Dlode.golden=write} records them again. {@code
 * -Dlode.golden=FOLDER} writes operations and answers to files, so that those of two versions can be compared.
 */
@LodeTest
class GoldenAnswersTests {
    private static final Path RECORDED = Path.of("src", "test", "files", "golden-answers.txt");
    private static final String MODE = System.getProperty("lode.golden", "");
    private static final int SEEDS = 50;
    private static final int EACH = 100;
    private static final int DIGITS = 16;

    private final Http http;
    private final GraphQlSource source;

    GoldenAnswersTests(Http http, GraphQlSource source) {
        this.http = http;
        this.source = source;
    }

    @Test
    void fewHundredOperationsHaveTheirRecordedAnswers() throws IOException {
        if (!MODE.equals("write")) {
            check(List.of(0, 17, 34));
        }
        assertThat(Files.readAllLines(RECORDED)).hasSize(SEEDS * EACH);
    }

    @Tag("thorough")
    @Test
    void fiveThousandOperationsHaveTheirRecordedAnswers() throws IOException {
        List<Integer> seeds = new ArrayList<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            seeds.add(seed);
        }
        check(seeds);
    }

    private void check(List<Integer> seeds) throws IOException {
        List<String> ids = ids();
        List<String> recorded = MODE.equals("write") ? List.of() : Files.readAllLines(RECORDED);
        List<String> given = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        Map<String, Integer> outcomes = new TreeMap<>();
        for (int seed : seeds) {
            GoldenOperations operations = new GoldenOperations(source.schema(), ids, new Random(seed));
            Asked asked = operations.next();
            for (int i = 0; i < EACH; i++) {
                HttpResponse<byte[]> answer = ask(asked);
                outcomes.merge(answer.statusCode() + " " + Http.code(answer), 1, Integer::sum);
                String hash = hash(answer);
                given.add(hash);
                int line = seed * EACH + i;
                if (!MODE.equals("write") && !recorded.get(line).equals(hash)) {
                    wrong.add("line %d: %s %s%n%s"
                            .formatted(line + 1, asked.document(), asked.variables(), text(answer)));
                }
                dump(line, asked, answer);
                String cursor = cursor(asked, answer);
                asked = cursor.isEmpty() ? operations.next() : asked.after(cursor);
            }
        }
        System.out.println("golden answers: " + outcomes);
        if (MODE.equals("write")) {
            Files.write(RECORDED, given);
        }
        assertThat(outcomes.getOrDefault("200 ", 0)).isGreaterThan(seeds.size() * EACH / 2);
        assertThat(wrong.stream().limit(3))
                .as("%d answers differ", wrong.size())
                .isEmpty();
    }

    private HttpResponse<byte[]> ask(Asked asked) {
        Map<String, Object> body = Http.body(asked.document(), asked.variables());
        body.put("operationName", "Q");
        return http.post(body, "Accept", "application/graphql-response+json");
    }

    /** The end of the first page, for an operation that has a next page. */
    private static String cursor(Asked asked, HttpResponse<byte[]> answer) {
        JsonNode info = asked.list() == null
                ? Http.json(answer).path("none")
                : Http.json(answer).path("data").path(asked.list()).path("pageInfo");
        return info.path("hasNextPage").asBoolean(false)
                ? info.path("endCursor").asString("")
                : "";
    }

    private static String hash(HttpResponse<byte[]> answer) {
        byte[] all = (answer.statusCode() + "\n" + ordered(answer)).getBytes(UTF_8);
        return HexFormat.of().formatHex(Sha256.of(all)).substring(0, DIGITS);
    }

    /** The answer; the order of several errors is not specified, so they are sorted. */
    private static String ordered(HttpResponse<byte[]> answer) {
        JsonNode errors = Http.json(answer).path("errors");
        if (errors.size() < 2) {
            return text(answer);
        }
        String rest = ((ObjectNode) Http.json(answer)).without("errors").toString();
        return errors.valueStream().map(JsonNode::toString).sorted().toList() + rest;
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), UTF_8);
    }

    private static void dump(int line, Asked asked, HttpResponse<byte[]> answer) throws IOException {
        if (!MODE.isEmpty() && !MODE.equals("write")) {
            Path folder = Files.createDirectories(Path.of(MODE));
            Files.writeString(
                    folder.resolve("%04d.txt".formatted(line + 1)),
                    "%s%n%s%n%d%n%s%n"
                            .formatted(asked.document(), asked.variables(), answer.statusCode(), text(answer)));
        }
    }

    /** Ids of records and parts of each kind that one of the first six releases holds. */
    private List<String> ids() {
        List<String> ids = new ArrayList<>(List.of("project:none", "project:abra/none"));
        for (String kind : List.of(
                "projects",
                "countries",
                "minerals",
                "organizations",
                "offices",
                "investments",
                "deals",
                "observations",
                "indicators",
                "sources",
                "citations",
                "fxRates")) {
            JsonNode nodes = Http.json(http.post(Http.body(
                            "{ list: %s(at: {sequence: 6}, first: 40) { nodes { recordId } } }".formatted(kind),
                            Map.of())))
                    .path("data")
                    .path("list")
                    .path("nodes");
            nodes.forEach(node -> ids.add(node.path("recordId").asString()));
        }
        JsonNode deals = Http.json(http.post(Http.body(
                        "{ deals(at: {sequence: 6}, first: 20) { nodes { events { nodes { id } } parties { nodes { id } } } } }",
                        Map.of())))
                .path("data")
                .path("deals")
                .path("nodes");
        deals.forEach(deal -> {
            deal.path("events")
                    .path("nodes")
                    .forEach(node -> ids.add(node.path("id").asString()));
            deal.path("parties")
                    .path("nodes")
                    .forEach(node -> ids.add(node.path("id").asString()));
        });
        return ids;
    }
}

package org.lode.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.lode.support.Bundled;
import org.lode.support.FreshDataFolder;
import org.lode.support.LodeTest;
import org.lode.support.Web;
import org.springframework.core.env.Environment;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How many queries Lode keeps, how large they are, and what happens to their files. */
@LodeTest
@TestPropertySource(
        properties = {
            "lode.citations.kept=2",
            "lode.citations.length=400B",
            "lode.citations.records=3",
            "lode.citations.address=https://data.example.org/lode/",
            // Lode reads the sources of several records one by one.
            "lode.limits.values=2"
        })
class CitationLimitTests {
    private static final Path FOLDER = FreshDataFolder.make().resolve("of-a-test");

    private final HttpGraphQlTester graphQl;
    private final Web web;

    CitationLimitTests(HttpGraphQlTester graphQl, Environment environment) {
        this.graphQl = graphQl;
        this.web = Web.of(environment.getRequiredProperty("local.server.port", Integer.class));
    }

    @DynamicPropertySource
    static void folder(DynamicPropertyRegistry properties) {
        properties.add("lode.citations.folder", FOLDER::toString);
    }

    @Test
    void lodeKeepsNoMoreThanTheLimitButCitesAll() throws IOException {
        JsonNode first = json(cite("{ release { version } }"));
        assertThat(cite("{ release { root } }").statusCode()).isEqualTo(201);
        HttpResponse<String> third = cite("{ release { sequence } }");
        assertThat(third.statusCode()).isEqualTo(507);
        assertThat(json(third).path("detail").asString()).contains("kept: 2 (expected: less than 2");
        JsonNode anywhere = json(web.get(json(third).path("anywhere").asString()));
        assertThat(anywhere.path("id")).isEqualTo(json(third).path("id"));
        assertThat(anywhere.path("citation").path("csl").path("URL").asString())
                .startsWith("https://data.example.org/lode/q/")
                .contains("?query=");
        String address = "/q/" + first.path("id").asString();
        assertThat(json(web.get(address))).isEqualTo(first);
        assertThat(cite("{ release { version } }").statusCode()).isEqualTo(200);
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files).hasSize(2);
        }
        damage(address);
    }

    /** Lode ignores a file that is incomplete or has the wrong name, and writes it again at the next POST. */
    private void damage(String address) throws IOException {
        Path file = FOLDER.resolve(address.substring("/q/".length()) + ".json");
        String whole = Files.readString(file);
        for (String damaged : new String[] {
            "", whole.substring(0, whole.length() / 2), whole.replace("version }", "root }"), "{}", "[]", "null"
        }) {
            Files.writeString(file, damaged);
            assertThat(web.get(address).statusCode()).as(damaged).isEqualTo(404);
        }
        Files.delete(file);
        assertThat(web.get(address).statusCode()).isEqualTo(404);
        Files.writeString(FOLDER.resolve("new-1.part"), whole.substring(0, whole.length() / 2));
        assertThat(cite("{ release { version } }").statusCode()).isEqualTo(201);
        assertThat(Files.readString(file)).isEqualTo(whole);
        Files.delete(FOLDER.resolve("new-1.part"));
    }

    @Test
    void aQueryThatFitsIntoNoAddressIsRefused() {
        HttpResponse<String> large = cite("{ release { version } } #" + "x".repeat(400));
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(json(large).path("detail").asString()).contains("at most 400");
    }

    /** A portion is what fits into one request: here, one source. */
    @Test
    void lodeReadsSourcesInPortions() {
        Map<String, Long> expected = graphQl
                .document("{ projects(first: 3) { nodes { citations(first: 500) { nodes { source { id } } } } } }")
                .execute()
                .path("projects.nodes[*].citations.nodes[*].source.id")
                .entityList(String.class)
                .get()
                .stream()
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        String address = "?query=%7Bprojects(first:3)%7Bnodes%7Bname%7D%7D%7D&release=" + Bundled.VERSION;
        Matcher id = Pattern.compile("address says, ([0-9a-f]{64})")
                .matcher(web.get("/q/" + "0".repeat(64) + address).body());
        assertThat(id.find()).isTrue();
        JsonNode cited = json(web.get("/q/" + id.group(1) + address));
        assertThat(cited.path("rows").asInt()).isEqualTo(3);
        assertThat(cited.path("sources").valueStream())
                .hasSizeGreaterThan(1)
                .map(source -> Map.entry(
                        source.path("id").asString(), source.path("citations").asLong()))
                .containsExactlyElementsOf(expected.entrySet());
    }

    @Test
    void anAnswerOfTooManyRecordsIsRefused() {
        HttpResponse<String> many = cite("{ projects(first: 4) { nodes { name } } }");
        assertThat(many.statusCode()).isEqualTo(400);
        assertThat(json(many).path("detail").asString()).isEqualTo("records: 4 (expected: at most 3)");
    }

    private HttpResponse<String> cite(String document) {
        String body = JsonMapper.shared().writeValueAsString(Map.of("query", document));
        return web.send("POST", "/q", body, "Content-Type", "application/json");
    }

    private static JsonNode json(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }
}

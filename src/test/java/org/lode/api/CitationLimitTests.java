package org.lode.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.lode.support.Ask;
import org.lode.support.FreshDataFolder;
import org.lode.support.LodeTest;
import org.lode.support.Web;
import org.springframework.core.env.Environment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How many queries are kept, how large they are, and what becomes of their files. */
@LodeTest
@TestPropertySource(
        properties = {
            "lode.citations.kept=2",
            "lode.citations.length=400B",
            "lode.citations.records=3",
            "lode.citations.address=https://data.example.org/lode/",
            // The sources of several records are asked for one by one.
            "lode.limits.values=2"
        })
class CitationLimitTests {
    private static final Path FOLDER = FreshDataFolder.make().resolve("of-a-test");

    private final Ask ask;
    private final Web web;

    CitationLimitTests(Ask ask, Environment environment) {
        this.ask = ask;
        this.web = Web.of(environment.getRequiredProperty("local.server.port", Integer.class));
    }

    @DynamicPropertySource
    static void folder(DynamicPropertyRegistry properties) {
        properties.add("lode.citations.folder", FOLDER::toString);
    }

    @Test
    void noMoreAreKeptThanMayBeButAllCanBeCited() throws IOException {
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

    /** What is not whole, or not what its name says, is as if it were not there, and comes back with the next POST. */
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
    void whatFitsIntoNoAddressIsRefused() {
        HttpResponse<String> large = cite("{ release { version } } #" + "x".repeat(400));
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(json(large).path("detail").asString()).contains("at most 400");
    }

    /** As many as fit into a request; here it is one. */
    @Test
    void sourcesAreAskedForInPortions() {
        Map<String, Integer> expected = new TreeMap<>();
        ask.data("{ projects(first: 3) { nodes { citations(first: 500) { nodes { source { id } } } } } }")
                .path("projects")
                .path("nodes")
                .forEach(project -> project.path("citations")
                        .path("nodes")
                        .forEach(citation -> expected.merge(
                                citation.path("source").path("id").asString(), 1, Integer::sum)));
        String address = "?query=%7Bprojects(first:3)%7Bnodes%7Bname%7D%7D%7D&release=2026.11.3";
        Matcher id = Pattern.compile("address says, ([0-9a-f]{64})")
                .matcher(web.get("/q/" + "0".repeat(64) + address).body());
        assertThat(id.find()).isTrue();
        JsonNode told = json(web.get("/q/" + id.group(1) + address));
        assertThat(told.path("rows").asInt()).isEqualTo(3);
        assertThat(told.path("sources").valueStream())
                .hasSizeGreaterThan(1)
                .map(source -> Map.entry(
                        source.path("id").asString(), source.path("citations").asInt()))
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

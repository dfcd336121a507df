package org.lode.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import org.lode.support.Web;
import org.springframework.core.env.Environment;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Addresses in answers are those that clients of a trusted proxy use. */
@LodeTest
@TestPropertySource(properties = {"lode.limits.rate.trusted-proxies=127.0.0.0/8,::1", "lode.cache.responses=true"})
class ProxyTests {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String QUERY = "{ projects(first: 1) { exportUrl(format: CSV) nodes { id } }"
            + " changes(sinceSequence: 0, first: 1) { exportUrl(format: CSV) } } # behind a proxy";
    private static final String[] BELOW_A_PATH = {
        "X-Forwarded-Proto", "https", "X-Forwarded-Host", "data.example.org", "X-Forwarded-Prefix", "/lode/"
    };

    private final Web web;

    ProxyTests(Environment environment) {
        this.web = Web.of(environment.getRequiredProperty("local.server.port", Integer.class));
    }

    @Test
    void aCitationHasTheAddressOfTheProxy() {
        HttpResponse<String> given = post("/q", BELOW_A_PATH);
        JsonNode cited = JSON.readTree(given.body());
        String path = "/lode/q/" + cited.path("id").asString();
        assertThat(Http.header(given, "Location")).isEqualTo(path);
        assertThat(cited.path("citation").path("csl").path("URL").asString())
                .isEqualTo("https://data.example.org" + path);
        assertThat(cited.path("addresses").path("here").asString()).isEqualTo(path);
        assertThat(cited.path("addresses").path("data").asString()).isEqualTo(path + "/data");
        assertThat(cited.path("addresses").path("anywhere").asString()).startsWith(path + "?query=");
        assertThat(web.get(path.substring("/lode".length()), with(BELOW_A_PATH, "Accept", "text/html"))
                        .body())
                .contains("href=\"/lode/assets/", "src=\"/lode/assets/", "href=\"" + path + "/data\"")
                .doesNotContain("=\"/assets/", "=\"/q/");
    }

    /** The same query with and without the prefix has another answer each, though both are kept. */
    @Test
    void exportUrlsHaveThePrefix() {
        for (int round = 0; round < 2; round++) {
            assertThat(exports(BELOW_A_PATH))
                    .hasSize(2)
                    .allSatisfy(url -> assertThat(url).startsWith("/lode/export/"));
            assertThat(exports()).hasSize(2).allSatisfy(url -> assertThat(url).startsWith("/export/"));
        }
        assertThat(Http.header(post("/graphql", BELOW_A_PATH), "ETag"))
                .isNotEqualTo(Http.header(post("/graphql"), "ETag"));
    }

    /** What is cited is the same for everybody. */
    @Test
    void theDataOfACitationHaveNoPrefix() {
        JsonNode direct = JSON.readTree(post("/q").body());
        JsonNode proxied = JSON.readTree(post("/q", BELOW_A_PATH).body());
        assertThat(proxied.path("resultSha256")).isEqualTo(direct.path("resultSha256"));
        assertThat(proxied.path("warnings")).isEmpty();
    }

    @Test
    void theStandardHeaderAndAPortAreHonoured() {
        assertThat(address("Forwarded", "for=203.0.113.7;proto=https;host=\"data.example.org:8443\""))
                .startsWith("https://data.example.org:8443/q/");
        assertThat(address(
                        "X-Forwarded-Proto",
                        "https",
                        "X-Forwarded-Host",
                        "data.example.org",
                        "X-Forwarded-Port",
                        "444"))
                .startsWith("https://data.example.org:444/q/");
        assertThat(address("X-Forwarded-Proto", "https", "X-Forwarded-Host", "[2001:db8::1]:8443"))
                .startsWith("https://[2001:db8::1]:8443/q/");
        assertThat(address()).matches("http://localhost:[0-9]+/q/.*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lode", "//elsewhere.example/", "/a\"b", "/a b", "/<script>", "/a?b", "/a//b", "/"})
    void aPrefixThatIsNoPathIsIgnored(String prefix) {
        assertThat(exports("X-Forwarded-Prefix", prefix))
                .allSatisfy(url -> assertThat(url).startsWith("/export/"));
    }

    @Test
    void prefixesOfSeveralProxiesAreJoined() {
        assertThat(exports("X-Forwarded-Prefix", "/outer, /inner/"))
                .allSatisfy(url -> assertThat(url).startsWith("/outer/inner/export/"));
    }

    private List<String> exports(String... headers) {
        JsonNode data = JSON.readTree(post("/graphql", headers).body()).path("data");
        return List.of(
                data.path("projects").path("exportUrl").asString(),
                data.path("changes").path("exportUrl").asString());
    }

    private String address(String... headers) {
        return JSON.readTree(post("/q", headers).body())
                .path("citation")
                .path("csl")
                .path("URL")
                .asString();
    }

    private HttpResponse<String> post(String path, String... headers) {
        return web.send(
                "POST",
                path,
                JSON.writeValueAsString(Map.of("query", QUERY)),
                with(headers, "Content-Type", "application/json", "Accept", "application/json"));
    }

    private static String[] with(String[] headers, String... more) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }
}

package org.lode.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lode.support.Http;
import org.lode.support.LodeTest;
import tools.jackson.databind.JsonNode;

/** Lists of releases and of their files, for programs and for browsers. */
@LodeTest
class ReleasePagesTests {
    private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]+)\"");

    private final Http http;

    ReleasePagesTests(Http http) {
        this.http = http;
    }

    @Test
    void allReleasesAreListed() {
        JsonNode list = Http.json(http.send("GET", "/releases/")).path("releases");
        assertThat(list).hasSizeGreaterThan(1);
        assertThat(list.path(0).path("sequence").asInt())
                .isEqualTo(list.path(1).path("sequence").asInt() + 1);
        for (JsonNode release : list) {
            JsonNode own = Http.json(
                    http.send("GET", "/releases/" + release.path("path").asString()));
            for (String member : List.of("version", "root", "publishedAt", "notes", "withdrawn")) {
                assertThat(release.path(member)).as(member).isEqualTo(own.path(member));
            }
        }
        assertThat(http.send("GET", "/releases").body())
                .isEqualTo(http.send("GET", "/releases/").body());
    }

    @Test
    void aPageSaysWhatEachFileIsForWithItsSizeAndHash() {
        JsonNode files = Http.json(http.send("GET", "/releases/2026.12.1/")).path("files");
        String page = text(http.send("GET", "/releases/2026.12.1/", "Accept", BROWSER));
        for (JsonNode file : files) {
            assertThat(file.path("about").asString()).isNotBlank();
            assertThat(page)
                    .contains(
                            ">" + file.path("path").asString() + "<",
                            file.path("sha256").asString(),
                            "title=\"" + file.path("bytes").asLong() + " bytes\"");
        }
        assertThat(page).contains("lode-2026.12.1.zip", "flat/investments_flat.csv", "load.sqlite.sql");
    }

    /** All addresses are relative, so that they hold below the path of a proxy. */
    @ParameterizedTest
    @ValueSource(strings = {"/releases", "/releases/", "/releases/2026.12.1", "/releases/2026.12.1/"})
    void everyLinkLeadsSomewhere(String path) {
        HttpResponse<byte[]> page = http.send("GET", path, "Accept", BROWSER);
        assertThat(Http.header(page, "Content-Type")).isEqualTo("text/html;charset=UTF-8");
        assertThat(Http.header(page, "Content-Security-Policy")).contains("style-src 'self'");
        assertThat(page.headers().allValues("Vary").toString()).contains("Accept");
        List<String> links =
                LINK.matcher(text(page)).results().map(MatchResult::group).toList();
        assertThat(links).hasSizeGreaterThan(5);
        for (String link :
                LINK.matcher(text(page)).results().map(found -> found.group(1)).toList()) {
            assertThat(link).doesNotStartWith("/");
            if (link.contains("full/") || link.contains("data/")) {
                continue;
            }
            String target = URI.create("http://server" + path).resolve(link).getPath();
            assertThat(http.send("HEAD", target).statusCode()).as(target).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            text/html                            | text/html
            application/json, text/html;q=0.5    | application/json
            text/html, application/json          | text/html
            */*                                  | application/json
            text/csv                             | application/json
            """)
    void programsGetJson(String accept, String type) {
        assertThat(Http.header(http.send("GET", "/releases/", "Accept", accept), "Content-Type"))
                .startsWith(type);
    }

    @ParameterizedTest
    @CsvSource({"999, 999 B", "1000, 1.0 kB", "1234567, 1.2 MB", "9876543210, 9.9 GB"})
    void sizesAreInUnitsThatPeopleRead(long bytes, String shown) {
        assertThat(ReleasePages.size(bytes)).isEqualTo(shown);
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }
}

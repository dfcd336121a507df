package org.lode.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.lode.support.Http;
import org.lode.support.LodeTest;

/** {@code If-None-Match}, {@code If-Range} and their like mean the same at every address, and no value of them is an error. */
@LodeTest
@TestInstance(Lifecycle.PER_CLASS)
class ConditionalRequestTests {
    private static final String RELEASE = "/releases/2026.11.3/";

    private final Http http;
    private List<String> addresses = List.of();

    ConditionalRequestTests(Http http) {
        this.http = http;
    }

    @BeforeAll
    void citeAQuery() {
        String id = Http.json(http.post("/q", "{\"query\": \"{ projects(first: 200) { nodes { id name } } }\"}"))
                .path("id")
                .asString();
        addresses = List.of(
                "/graphql?query=%7Boffices(first:200)%7Bnodes%7Bid,city%7D%7D%7D",
                "/export",
                "/export/offices.csv",
                "/export/offices.parquet?at=2026.11.3",
                RELEASE,
                RELEASE + "manifest.json",
                RELEASE + "full/Office.jsonl",
                RELEASE + "data/offices.csv",
                RELEASE + "data/offices.parquet",
                "/mirror/v1/state.json",
                "/mirror/v1/notices.jsonl",
                "/q/" + id,
                "/q/" + id + "/data",
                "/schema.graphql",
                "/",
                "/projects",
                "/developers",
                "/graphiql");
    }

    @Test
    void theTagInAnyFormGetsNotModified() {
        for (String address : addresses) {
            String tag = Http.header(http.send("GET", address), "ETag");
            assertThat(tag).as(address).matches("\"[^\"]+\"");
            for (String held : List.of(
                    tag,
                    "W/" + tag,
                    "*",
                    "\"other\", " + tag,
                    "\"other\",W/" + tag + " , \"more\"",
                    "W/\"other\"," + tag)) {
                for (String method : List.of("GET", "HEAD")) {
                    HttpResponse<byte[]> again = http.send(method, address, "If-None-Match", held);
                    String which = "%s %s of %s".formatted(method, held, address);
                    assertThat(again.statusCode()).as(which).isEqualTo(304);
                    assertThat(again.body()).as(which).isEmpty();
                    assertThat(Http.header(again, "ETag")).as(which).isEqualTo(tag);
                    assertThat(Http.header(again, "Cache-Control")).as(which).isNotEmpty();
                }
            }
        }
    }

    @Test
    void whatIsNoTagOrAnotherOneGetsTheWholeResponse() {
        for (String address : addresses) {
            byte[] whole = http.send("GET", address).body();
            for (String held : List.of(
                    "abc",
                    "",
                    "\"",
                    "\"\"",
                    ",",
                    ",,",
                    "W/\"",
                    "W/",
                    "W",
                    "w/\"x\"",
                    "\"x",
                    "x\"",
                    "'x'",
                    "\"a\"b\"",
                    "\u00e9",
                    "\"other\"",
                    "-1",
                    "0")) {
                HttpResponse<byte[]> again = http.send("GET", address, "If-None-Match", held);
                assertThat(again.statusCode()).as("%s of %s", held, address).isEqualTo(200);
                assertThat(again.body()).as("%s of %s", held, address).isEqualTo(whole);
            }
        }
    }

    @Test
    void timesAndOtherConditionsThatCannotBeReadAreIgnored() {
        for (String address : addresses) {
            byte[] whole = http.send("GET", address).body();
            for (String name : List.of("If-Modified-Since", "If-Unmodified-Since", "If-Range", "Range")) {
                for (String value :
                        List.of("", "abc", "0", "bytes", "bytes=", "bytes=-", "bytes=x-y", "bytes=9-1", "\"")) {
                    HttpResponse<byte[]> response = http.send("GET", address, name, value);
                    String which = "%s: %s of %s".formatted(name, value, address);
                    assertThat(response.statusCode()).as(which).isEqualTo(200);
                    assertThat(response.body()).as(which).isEqualTo(whole);
                }
            }
        }
    }

    @Test
    void aPartIsSentOnlyOfTheFileThatTheClientHas() {
        for (String address : List.of("/export/offices.csv", "/export/offices.parquet", RELEASE + "data/offices.csv")) {
            HttpResponse<byte[]> whole = http.send("GET", address);
            String tag = Http.header(whole, "ETag");
            for (String other : List.of("\"other\"", "W/" + tag, "abc", "", tag.replaceFirst("\"$", "-gzip\""))) {
                assertThat(http.send("GET", address, "Range", "bytes=0-3", "If-Range", other)
                                .statusCode())
                        .as("%s of %s", other, address)
                        .isEqualTo(200);
            }
            HttpResponse<byte[]> part = http.send("GET", address, "Range", "bytes=0-3", "If-Range", tag);
            assertThat(part.statusCode()).isEqualTo(206);
            assertThat(part.body()).isEqualTo(Arrays.copyOf(whole.body(), 4));
            assertThat(Http.header(part, "Content-Range")).isEqualTo("bytes 0-3/" + whole.body().length);
            assertThat(http.send("GET", address, "Range", "bytes=99999999-").statusCode())
                    .isEqualTo(416);
        }
    }
}

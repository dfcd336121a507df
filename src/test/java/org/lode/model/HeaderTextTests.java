package org.lode.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lode.http.Problems;
import org.lode.support.Http;
import org.lode.support.LodeTest;

/** Why a request failed is in a header, too. */
@LodeTest
class HeaderTextTests {
    private final Http http;

    HeaderTextTests(Http http) {
        this.http = http;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/export/projects.csv?at=1999.1.0",
                "/export/projects.csv?filter=%7B%22name%22%3A7%7D",
                "/export/%E3%81%82.csv",
                "/releases/1999.1.0/",
                "/mirror/v1/none.json",
                "/q/none",
                "/nowhere",
                "/graphql?query=%7B%20colour%20%7D"
            })
    void theReasonOfAnErrorIsInAHeader(String path) {
        HttpResponse<byte[]> response =
                http.send("GET", path, "Accept", "application/graphql-response+json, */*;q=0.1");
        assertThat(response.statusCode()).isGreaterThanOrEqualTo(400);
        var body = Http.json(response);
        String detail = body.has("errors")
                ? body.path("errors").path(0).path("message").asString()
                : body.has("detail")
                        ? body.path("detail").asString()
                        : body.path("title").asString();
        String header = Http.header(response, Problems.HEADER);
        assertThat(header).isNotEmpty().matches("[ -~]{1,1000}");
        String told = URLDecoder.decode(header.replace("+", "%2B"), StandardCharsets.UTF_8);
        assertThat(detail).startsWith(told.endsWith("...") ? told.substring(0, told.length() - 3) : told);
        assertThat(Http.header(
                        http.send("HEAD", path, "Accept", "application/graphql-response+json, */*;q=0.1"),
                        Problems.HEADER))
                .isEqualTo(header);
    }

    @Test
    void anAnswerHasNoSuchHeader() {
        assertThat(http.send("GET", "/export/countries.csv").headers().map()).doesNotContainKey("x-problem");
        assertThat(http.get(Map.of("query", "{ release { version } }"))
                        .headers()
                        .map())
                .doesNotContainKey("x-problem");
    }

    @Test
    void textsAreOneLineOfAscii() {
        assertThat(HeaderText.of(" a\r\nb\t100% ")).isEqualTo("a b 100%25");
        assertThat(HeaderText.of("日𠮟")).isEqualTo("%E6%97%A5%F0%A0%AE%9F");
        assertThat(HeaderText.of("日".repeat(200)))
                .hasSizeBetween(990, HeaderText.LONGEST)
                .endsWith("%A5...");
    }
}

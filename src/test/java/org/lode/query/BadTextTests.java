package org.lode.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lode.support.LodeTest;
import org.springframework.beans.factory.annotation.Value;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Text that no database can hold, written as escapes in the body of a request, is answered with a code like any other. */
@LodeTest
class BadTextTests {
    private final int port;

    BadTextTests(@Value("${local.server.port}") int port) {
        this.port = port;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            String!  | "a\\u0000"   | projects(filter: {name: {contains: $v}}) { totalCount }        | BAD_USER_INPUT
            String!  | "\\ud800"    | projects(filter: {name: {contains: $v}}) { totalCount }        | BAD_USER_INPUT
            String!  | "\\udc00a"   | projects(filter: {name: {eq: $v}}) { totalCount }              | BAD_USER_INPUT
            String!  | "\\u0000"    | projects(filter: {name: {notIn: ["a", $v]}}) { totalCount }    | BAD_USER_INPUT
            String!  | "\\ud800"    | organizations(filter: {otherNames: {hasAll: [$v]}}) { totalCount } | BAD_USER_INPUT
            String!  | "\\ud800"    | projects(filter: {text: {matches: $v}}) { totalCount }         | BAD_USER_INPUT
            String!  | "\\u0000"    | organizations(filter: {otherNames: {endsWith: $v}}) { totalCount } | BAD_USER_INPUT
            ID!      | "\\ud800"    | projects(filter: {countryId: {ne: $v}}) { totalCount }         | BAD_USER_INPUT
            ID!      | "project:\\u0000" | node(id: $v) { id }                                       | BAD_USER_INPUT
            ID!      | "project:\\ud800" | nodes(ids: [$v]) { id }                                   | BAD_USER_INPUT
            ID!      | "\\ud800"    | project(id: $v) { id }                                         | BAD_USER_INPUT
            String!  | "\\ud800"    | projects(after: $v) { totalCount }                             | CURSOR_MISMATCH
            String!  | "\\u0000"    | changes(sinceSequence: 0, after: $v) { totalCount }            | CURSOR_MISMATCH
            String!  | "\\ud800"    | release(at: {version: $v}) { version }                         | RELEASE_NOT_FOUND
            String!  | "\\u0000"    | release(at: {root: $v}) { version }                            | RELEASE_NOT_FOUND
            """)
    void itIsRefused(String type, String text, String field, String code) throws IOException, InterruptedException {
        String query = "query ($v: %s) { list: %s }".formatted(type, field);
        String body = "{\"query\": %s, \"variables\": {\"v\": %s}}"
                .formatted(JsonMapper.shared().writeValueAsString(query), text);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:%d/graphql".formatted(port)))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            String answer = client.send(request, BodyHandlers.ofString()).body();
            JsonNode read = JsonMapper.shared().readTree(answer);
            assertThat(read.path("errors")
                            .path(0)
                            .path("extensions")
                            .path("code")
                            .asString())
                    .as(answer)
                    .isEqualTo(code);
            assertThat(read.path("data").path("list").isObject()).as(answer).isFalse();
        }
    }
}

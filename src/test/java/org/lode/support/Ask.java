package org.lode.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks a running Lode over HTTP, as any client would. */
public final class Ask {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final URI address;

    private Ask(URI address) {
        this.address = address;
    }

    /** Asks the Lode that listens on this port of this machine. */
    public static Ask of(int port) {
        return new Ask(URI.create("http://localhost:" + port + "/graphql"));
    }

    /** The data of an answer that must be free of errors. */
    public JsonNode data(String query, Map<String, ?> variables) {
        JsonNode answer = answer(query, variables);
        assertThat(answer.path("errors").isMissingNode())
                .as("no errors for %s in %s", query, answer)
                .isTrue();
        return answer.path("data");
    }

    public JsonNode data(String query) {
        return data(query, Map.of());
    }

    /** The whole answer: data, errors and extensions. */
    public JsonNode answer(String query, Map<String, ?> variables) {
        return JSON.readTree(response(query, variables).body());
    }

    public JsonNode answer(String query) {
        return answer(query, Map.of());
    }

    /** The answer as it came over HTTP, with its headers. */
    public HttpResponse<String> response(String query, Map<String, ?> variables) {
        String body = JSON.writeValueAsString(Map.of("query", query, "variables", variables));
        return Web.exchange(
                HttpRequest.newBuilder(address).POST(BodyPublishers.ofString(body)),
                BodyHandlers.ofString(),
                "Content-Type",
                "application/json",
                "Accept",
                "application/graphql-response+json, application/json;q=0.9");
    }
}

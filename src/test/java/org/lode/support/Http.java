package org.lode.support;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks HTTP with a running Lode, down to headers and bytes. */
public final class Http {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final String base;

    /** Speaks with the Lode that listens on this port of this machine. */
    public Http(int port) {
        this.base = "http://localhost:" + port;
    }

    /** A GET of {@code /graphql} with these parameters and headers, names and values by turns. */
    public HttpResponse<byte[]> get(Map<String, String> parameters, String... headers) {
        return send(HttpRequest.newBuilder(address(parameters)).GET(), headers);
    }

    /** The address of {@code /graphql} with these parameters. */
    public URI address(Map<String, String> parameters) {
        String query = parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return URI.create(base + "/graphql?" + query);
    }

    /** A POST of JSON to {@code /graphql}. */
    public HttpResponse<byte[]> post(Map<String, ?> body, String... headers) {
        return post(JSON.writeValueAsBytes(body), headers);
    }

    /** A POST of these bytes to {@code /graphql}, as JSON unless the headers say otherwise. */
    public HttpResponse<byte[]> post(byte[] body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + "/graphql")).POST(BodyPublishers.ofByteArray(body));
        if (!String.join(",", headers).contains("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        return send(request, headers);
    }

    /** A POST of JSON to a path. */
    public HttpResponse<byte[]> post(String path, String json) {
        return send(
                HttpRequest.newBuilder(URI.create(base + path)).POST(BodyPublishers.ofString(json)),
                "Content-Type",
                "application/json");
    }

    /** Any request to a path. */
    public HttpResponse<byte[]> send(String method, String path, String... headers) {
        return send(HttpRequest.newBuilder(URI.create(base + path)).method(method, BodyPublishers.noBody()), headers);
    }

    /** A GET of a path whose answer comes in chunks. */
    public Download download(String path) throws IOException {
        return Download.of(URI.create(base), path);
    }

    /** A query with its variables, as a body. */
    public static Map<String, Object> body(String query, Map<String, ?> variables) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("query", query);
        body.put("variables", variables);
        return body;
    }

    /** The answer as JSON. */
    public static JsonNode json(HttpResponse<byte[]> response) {
        return JSON.readTree(response.body());
    }

    /** The code of the first error; empty if there is none. */
    public static String code(HttpResponse<byte[]> response) {
        return json(response)
                .path("errors")
                .path(0)
                .path("extensions")
                .path("code")
                .asString("");
    }

    /** A header; empty if it is not there. */
    public static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static HttpResponse<byte[]> send(HttpRequest.Builder request, String... headers) {
        return Web.exchange(request, BodyHandlers.ofByteArray(), headers);
    }
}

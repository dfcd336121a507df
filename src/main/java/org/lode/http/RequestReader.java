package org.lode.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.ClientJson;
import org.lode.graphql.LimitSettings;
import org.lode.model.Failure.BadRequest;
import org.lode.model.Failure.Code;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads the parameters of GraphQL requests, from the body of a POST or the address of a GET (GraphQL over HTTP). */
@Component
public final class RequestReader {
    /** What Java puts in the place of bytes that are not UTF-8. */
    private static final char REPLACEMENT = '\uFFFD';

    private final LimitSettings limits;
    private final PersistedDocuments persisted;

    RequestReader(LimitSettings limits, PersistedDocuments persisted) {
        this.limits = limits;
        this.persisted = persisted;
    }

    /** Reads a request; fails with what of it cannot be read, and what was expected. */
    public Mono<GraphQlRequest> read(ServerHttpRequest request, ServerHttpResponse response) {
        if (!HttpMethod.POST.equals(request.getMethod())) {
            return Mono.fromSupplier(() -> resolve(address(request)));
        }
        return Mono.defer(() -> {
            MediaTypes.requireJson(request.getHeaders(), response.getHeaders());
            return RequestBody.read(request, (int) limits.body().toBytes(), limits.time())
                    .map(bytes -> resolve(request(json("body", text(bytes)))));
        });
    }

    /** The request with the text of its document, which it may name instead. */
    GraphQlRequest resolve(GraphQlRequest request) {
        return persisted.resolve(request);
    }

    /** Remembers the document of a good request by its name, if it gives one. */
    public void keep(GraphQlRequest request) {
        persisted.keep(request);
    }

    private GraphQlRequest address(ServerHttpRequest request) {
        String query = request.getURI().getRawQuery();
        long most = limits.body().toBytes();
        if (query != null && query.length() > most) {
            throw new BadRequest(
                    Code.PAYLOAD_TOO_LARGE, "address", query.length() + " bytes", "at most " + most + " bytes");
        }
        return request(request);
    }

    private static String text(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) < 0) {
            return text;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadRequest("body", "bytes that are no text", "UTF-8");
        }
    }

    private static JsonNode json(String part, String text) {
        try {
            JsonNode read = ClientJson.read(text);
            if (read.isObject()) {
                return read;
            }
        } catch (JacksonException e) {
            throw new BadRequest(part, "not JSON at " + place(e), "a JSON object");
        }
        throw new BadRequest(part, text, "a JSON object");
    }

    private static String place(JacksonException e) {
        return e.getLocation() == null
                ? "some place"
                : "line %d column %d"
                        .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
    }

    /** Reads the parameters of a request from JSON: the body of a POST, or the payload of a WebSocket message. */
    static GraphQlRequest request(JsonNode body) {
        return new GraphQlRequest(
                text(body, "query"),
                text(body, "documentId"),
                operationName(body),
                map(body, "variables"),
                known(map(body, "extensions")));
    }

    private static GraphQlRequest request(ServerHttpRequest request) {
        return new GraphQlRequest(
                parameter(request, "query"),
                parameter(request, "documentId"),
                parameter(request, "operationName"),
                parameters(request, "variables"),
                known(parameters(request, "extensions")));
    }

    /** The engine takes the first of several operations for the one with an empty name. */
    private static @Nullable String operationName(JsonNode body) {
        String name = text(body, "operationName");
        return name == null || name.isEmpty() ? null : name;
    }

    private static @Nullable String text(JsonNode body, String name) {
        JsonNode text = part(body, name, JsonNode::isString, "a text");
        return text == null ? null : text.asString();
    }

    private static Map<String, @Nullable Object> map(JsonNode body, String name) {
        JsonNode object = part(body, name, JsonNode::isObject, "a JSON object");
        return object == null ? Map.of() : ClientJson.map(object);
    }

    /** A part of the body; null when it is not there, or is null. */
    private static @Nullable JsonNode part(JsonNode body, String name, Predicate<JsonNode> fits, String expected) {
        JsonNode value = body.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!fits.test(value)) {
            throw new BadRequest(name, value, expected);
        }
        return value;
    }

    private static @Nullable String parameter(ServerHttpRequest request, String name) {
        String value = request.getQueryParams().getFirst(name);
        return value == null || value.isEmpty() ? null : value;
    }

    private static Map<String, @Nullable Object> parameters(ServerHttpRequest request, String name) {
        String given = parameter(request, name);
        return given == null || given.equals("null") ? Map.of() : ClientJson.map(json(name, given));
    }

    /** The entries with a value. */
    private static Map<String, Object> known(Map<String, @Nullable Object> entries) {
        Map<String, Object> known = new LinkedHashMap<>();
        entries.forEach((name, value) -> {
            if (value != null) {
                known.put(name, value);
            }
        });
        return known;
    }
}

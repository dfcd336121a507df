package org.lode.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.ClientJson;
import org.lode.graphql.OperationSettings;
import org.lode.model.Failure.BadRequest;
import org.lode.model.Failure.Code;
import org.lode.model.Failure.TimedOut;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.channel.AbortedException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Reads the parameters of GraphQL requests, from the body of a POST or the address of a GET (GraphQL over HTTP). */
@Component
public final class RequestReader {
    /** The character that replaces bytes that are not UTF-8. */
    private static final char REPLACEMENT = '\uFFFD';

    private final OperationSettings.Limits limits;
    private final PersistedQueries persisted;

    RequestReader(OperationSettings.Limits limits, PersistedQueries persisted) {
        this.limits = limits;
        this.persisted = persisted;
    }

    /** Reads a request; fails with the first part that is malformed, and what was expected. */
    public Mono<GraphQlRequest> read(ServerHttpRequest request, ServerHttpResponse response) {
        return text(request, response).map(text -> parse(request, text));
    }

    /** Returns the text of a request, which {@link #parse} reads: its body, or the query of its address behind a question mark. */
    Mono<String> text(ServerHttpRequest request, ServerHttpResponse response) {
        if (!HttpMethod.POST.equals(request.getMethod())) {
            return Mono.fromSupplier(() -> address(request));
        }
        return Mono.defer(() -> {
            MediaTypes.requireJson(request.getHeaders(), response.getHeaders());
            return body(request).map(RequestReader::text);
        });
    }

    /** Parses the text of a request, and finds the document that it names. */
    GraphQlRequest parse(ServerHttpRequest request, String text) {
        boolean post = HttpMethod.POST.equals(request.getMethod());
        return resolve(request(post ? json("body", text) : parameters(request)));
    }

    /** Returns the request with the text of its document, which it may name instead. */
    GraphQlRequest resolve(GraphQlRequest request) {
        return persisted.resolve(request);
    }

    /** Remembers the document of a valid request by its name, if it has one. */
    public void keep(GraphQlRequest request) {
        persisted.keep(request);
    }

    /** Reads the body; fails when it is empty, cut off, too long or too slow. */
    private Mono<byte[]> body(ServerHttpRequest request) {
        long most = limits.body().toBytes();
        long length = request.getHeaders().getContentLength();
        if (length > most) {
            throw tooLarge("body", String.valueOf(length), most);
        }
        // Buffers are copied at once: a client that sends single bytes would else hold a network buffer for each.
        return request.getBody()
                .collect(ByteArrayOutputStream::new, (ByteArrayOutputStream all, DataBuffer buffer) -> {
                    byte[] bytes = Compression.bytes(buffer);
                    if (bytes.length > most - all.size()) {
                        throw tooLarge("body", "more than " + most, most);
                    }
                    all.writeBytes(bytes);
                })
                .map(ByteArrayOutputStream::toByteArray)
                .filter(bytes -> bytes.length > 0)
                .switchIfEmpty(Mono.error(() -> new BadRequest("body", "nothing", "a JSON object with `query`")))
                // The event loop is the cheapest timer: it wakes no other thread.
                .timeout(
                        limits.time(),
                        Mono.error(() -> new TimedOut("body", limits.time())),
                        Schedulers.fromExecutorService(PipelinedRequests.eventLoop(request)))
                .onErrorMap(AbortedException.class, cut -> new BadRequest("body", "cut off", "all of it"));
    }

    private static BadRequest tooLarge(String part, String bytes, long most) {
        return new BadRequest(Code.PAYLOAD_TOO_LARGE, part, bytes + " bytes", "at most " + most + " bytes");
    }

    private String address(ServerHttpRequest request) {
        String query = Objects.requireNonNullElse(request.getURI().getRawQuery(), "");
        long most = limits.body().toBytes();
        if (query.length() > most) {
            throw tooLarge("address", String.valueOf(query.length()), most);
        }
        return "?" + query;
    }

    private static JsonNode parameters(ServerHttpRequest request) {
        ObjectNode parameters = JsonMapper.shared().createObjectNode();
        for (String name : List.of("query", "documentId", "operationName", "variables", "extensions")) {
            String value = Objects.requireNonNullElse(request.getQueryParams().getFirst(name), "");
            boolean object = name.equals("variables") || name.equals("extensions");
            if (!value.isEmpty() && !(object && value.equals("null"))) {
                parameters.set(name, object ? json(name, value) : StringNode.valueOf(value));
            }
        }
        return parameters;
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

    /** Returns a member of the body; null when it is missing or null. */
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

package org.lode.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.lode.failure.BadRequest;
import org.lode.failure.Failure.Code;
import org.lode.failure.TimedOut;
import org.lode.operation.ClientJson;
import org.lode.operation.LimitSettings;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads what is asked, from the body of a POST or the address of a GET, as GraphQL over HTTP has it. */
@Component
final class RequestReader {
    private final LimitSettings limits;
    private final PersistedDocuments persisted;

    RequestReader(LimitSettings limits, PersistedDocuments persisted) {
        this.limits = limits;
        this.persisted = persisted;
    }

    /** What a request asks; fails with what of it cannot be read, and what was expected. */
    Mono<Asked> read(ServerRequest request) {
        Mono<Asked> asked = HttpMethod.POST.equals(request.method())
                ? body(request).map(text -> json("body", text)).map(RequestReader::asked)
                : Mono.fromSupplier(() -> address(request));
        return asked.map(this::resolve);
    }

    /** The request with the text of its document, which it may name instead. */
    Asked resolve(Asked asked) {
        return persisted.resolve(asked);
    }

    /** Remembers the document of a good request by its name, if it gives one. */
    void keep(Asked asked) {
        persisted.keep(asked);
    }

    private Mono<String> body(ServerRequest request) {
        return Mono.defer(() -> {
            MediaTypes.requireJson(request);
            int most = (int) limits.body().toBytes();
            request.headers().contentLength().ifPresent(length -> requireSize(length, most));
            return DataBufferUtils.join(request.body(BodyExtractors.toDataBuffers()), most)
                    .map(RequestReader::text)
                    .timeout(limits.time())
                    .onErrorMap(TimeoutException.class, slow -> new TimedOut("body", limits.time()))
                    .onErrorMap(AbortedException.class, gone -> new BadRequest("body", "cut off", "all of it"))
                    .onErrorMap(DataBufferLimitException.class, large -> tooLarge("more than " + most, most))
                    .switchIfEmpty(Mono.error(() -> new BadRequest("body", "nothing", "a JSON object with `query`")));
        });
    }

    private Asked address(ServerRequest request) {
        String query = request.uri().getRawQuery();
        long most = limits.body().toBytes();
        if (query != null && query.length() > most) {
            throw new BadRequest(
                    Code.PAYLOAD_TOO_LARGE, "address", query.length() + " bytes", "at most " + most + " bytes");
        }
        return asked(request);
    }

    private static void requireSize(long length, int most) {
        if (length > most) {
            throw tooLarge(String.valueOf(length), most);
        }
    }

    private static BadRequest tooLarge(String bytes, int most) {
        return new BadRequest(Code.PAYLOAD_TOO_LARGE, "body", bytes + " bytes", "at most " + most + " bytes");
    }

    private static String text(DataBuffer buffer) {
        ByteBuffer bytes = ByteBuffer.allocate(buffer.readableByteCount());
        buffer.toByteBuffer(bytes);
        DataBufferUtils.release(buffer);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
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

    /** Reads an operation from JSON: the body of a POST, or what a WebSocket brings. */
    static Asked asked(JsonNode body) {
        return new Asked(
                text(body, "query"),
                text(body, "documentId"),
                operationName(body),
                map(body, "variables"),
                known(map(body, "extensions")));
    }

    private static Asked asked(ServerRequest request) {
        return new Asked(
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

    private static @Nullable String parameter(ServerRequest request, String name) {
        return request.queryParam(name).filter(value -> !value.isEmpty()).orElse(null);
    }

    private static Map<String, @Nullable Object> parameters(ServerRequest request, String name) {
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

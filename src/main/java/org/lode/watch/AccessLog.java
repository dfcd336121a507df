package org.lode.watch;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes one line of JSON for each request, when that is wanted.
 *
 * <p>The query is told by its hash, a key by the first digits of its own: what was asked and by whom can be recognised, not read.
 */
@Component
final class AccessLog {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int KEY_DIGITS = 8;

    private final @Nullable Logger log;

    AccessLog(WatchSettings settings) {
        this.log = settings.accessLog() ? LogLines.of("lode.access") : null;
    }

    void write(ServerHttpRequest request, Answered answered) {
        if (log != null) {
            log.info(JSON.writeValueAsString(line(request, answered)));
        }
    }

    private static Map<String, @Nullable Object> line(ServerHttpRequest request, Answered answered) {
        Operation operation = answered.operation();
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        line.put("operation", operation == null ? null : operation.name());
        line.put("document", operation == null ? null : sha256(operation.document()));
        line.put("release", operation == null ? null : operation.release());
        line.put("status", answered.status());
        line.put("code", operation == null ? null : operation.code());
        line.put("ms", Math.round(answered.nanos() / 1e5) / 10.0);
        line.put("bytes", answered.bytes());
        line.put("requestedCost", operation == null ? null : operation.requestedCost());
        line.put("actualCost", operation == null ? null : operation.actualCost());
        line.put("client", client(request));
        return line;
    }

    private static @Nullable String client(ServerHttpRequest request) {
        String key = request.getHeaders().getFirst("x-api-key");
        if (key != null) {
            return "key:" + sha256(key).substring(0, KEY_DIGITS);
        }
        InetSocketAddress address = request.getRemoteAddress();
        return address == null ? null : address.getAddress().getHostAddress();
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

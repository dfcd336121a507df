package org.lode.watch;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lode.operation.Clients;
import org.slf4j.Logger;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes one line of JSON for each request, when that is wanted.
 *
 * <p>The query is told by its hash, a key by the name of the client that has it: neither is ever written.
 */
@Component
final class AccessLog {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final @Nullable Logger log;
    private final Clients clients;

    AccessLog(WatchSettings settings, Clients clients) {
        this.clients = clients;
        this.log = settings.accessLog() ? LogLines.of("lode.access") : null;
    }

    void write(ServerHttpRequest request, Answered answered) {
        if (log != null) {
            log.info(JSON.writeValueAsString(line(request, answered)));
        }
    }

    private Map<String, @Nullable Object> line(ServerHttpRequest request, Answered answered) {
        Summary operation = answered.operation();
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
        line.put(
                "client",
                clients.of(request.getHeaders(), request.getRemoteAddress()).name());
        return line;
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

package org.lode.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.Clients;
import org.lode.graphql.RequestNote;
import org.lode.model.Sha256;
import org.slf4j.Logger;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes one line of JSON for each request, when that is wanted.
 *
 * <p>A line has the hash of the query, and the name of the client that has a key: never the query or the key.
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
        RequestNote.Asked asked = answered.asked();
        RequestNote.Ran ran = answered.ran();
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        line.put("operation", asked == null ? null : asked.name());
        line.put(
                "document",
                asked == null ? null : Sha256.hex(Sha256.of(asked.document().getBytes(StandardCharsets.UTF_8))));
        line.put("release", ran == null ? null : ran.release());
        line.put("status", answered.status());
        line.put("code", ran == null ? null : ran.code());
        line.put("ms", Math.round(answered.nanos() / 1e5) / 10.0);
        line.put("bytes", answered.bytes());
        line.put("requestedCost", ran == null ? null : ran.requestedCost());
        line.put("actualCost", ran == null ? null : ran.actualCost());
        line.put(
                "client",
                clients.of(request.getHeaders(), request.getRemoteAddress()).name());
        return line;
    }
}

package org.lode.http;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lode.graphql.Clients;
import org.lode.graphql.OperationRequest.RequestNote;
import org.lode.model.Sha256;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes a line of JSON for each GraphQL request, if the operator turns it on.
 *
 * <p>A line has the hash of the document and the name of a client with a key. It never has the document or the key.
 */
@Component
final class AccessLog {
    private final @Nullable Logger log;
    private final Clients clients;

    AccessLog(Settings settings, Clients clients) {
        this.clients = clients;
        this.log = settings.accessLog() ? logger() : null;
    }

    /**
     * What is written down of requests.
     *
     * @param accessLog write each GraphQL request as a line of JSON to the console; the lines hold addresses of clients
     */
    @ConfigurationProperties("lode")
    record Settings(@DefaultValue("false") boolean accessLog) {}

    /**
     * Logs a request that is over.
     *
     * @param nanos time that it took
     * @param bytes length of the body that was sent
     */
    void write(ServerHttpRequest request, RequestNote note, int status, long nanos, long bytes) {
        if (log == null) {
            return;
        }
        RequestNote.Asked asked = note.asked();
        RequestNote.Ran ran = Objects.requireNonNullElse(note.ran(), new RequestNote.Ran(null, null, null, null));
        String document = asked == null ? null : Sha256.hexOf(asked.document());
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        line.put("operation", asked == null ? null : asked.name());
        line.put("document", document);
        line.put("release", ran.release());
        line.put("status", status);
        line.put("code", ran.code());
        line.put("ms", Math.round(nanos / 1e5) / 10.0);
        line.put("bytes", bytes);
        line.put("requestedCost", ran.requestedCost());
        line.put("actualCost", ran.actualCost());
        line.put(
                "client",
                clients.of(request.getHeaders(), request.getRemoteAddress()).name());
        log.info(JsonMapper.shared().writeValueAsString(line));
    }

    /** Returns the logger, which writes lines without time and level to the console unless the operator configured it. */
    private static Logger logger() {
        Logger logger = (Logger) LoggerFactory.getLogger("lode.access");
        if (!logger.iteratorForAppenders().hasNext()) {
            logger.addAppender(console(logger));
            logger.setAdditive(false);
        }
        if (logger.getLevel() == null) {
            logger.setLevel(Level.INFO);
        }
        return logger;
    }

    private static ConsoleAppender<ILoggingEvent> console(Logger logger) {
        PatternLayoutEncoder bare = new PatternLayoutEncoder();
        bare.setContext(logger.getLoggerContext());
        bare.setPattern("%msg%n");
        bare.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(logger.getLoggerContext());
        console.setEncoder(bare);
        console.start();
        return console;
    }
}

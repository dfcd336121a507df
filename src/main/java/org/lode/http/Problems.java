package org.lode.http;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.lode.model.HeaderText;
import org.springframework.core.annotation.Order;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers what no route answers with a problem of RFC 9457, for any {@code Accept}.
 *
 * <p>Spring Boot's handler, which comes next, answers with an empty body if it cannot read the header {@code Accept}.
 */
@Component
@Order(-2)
public final class Problems implements WebExceptionHandler {
    /**
     * The header that repeats why a request failed, for clients that show headers of an error but not its body. None is
     * registered for that: RFC 9457 describes a body alone.
     */
    public static final String HEADER = "X-Problem";

    /** Repeats the reason of a failure in a header of its response. */
    public static void report(HttpHeaders response, String detail) {
        response.set(HEADER, HeaderText.of(detail));
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable thrown) {
        ServerHttpResponse response = exchange.getResponse();
        if (!(thrown instanceof ErrorResponse known)
                || known.getStatusCode().is5xxServerError()
                || response.isCommitted()) {
            return Mono.error(thrown);
        }
        response.setStatusCode(known.getStatusCode());
        HttpHeaders headers = response.getHeaders();
        headers.putAll(known.getHeaders());
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        String detail = known.getBody().getDetail();
        report(headers, detail == null ? String.valueOf(known.getBody().getTitle()) : detail);
        headers.setCacheControl(CacheControl.noStore());
        if (known.getBody().getDetail() != null) {
            report(headers, known.getBody().getDetail());
        }
        byte[] body = JsonMapper.shared().writeValueAsBytes(members(exchange, known.getBody()));
        headers.setContentLength(body.length);
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }

    private static Map<String, Object> members(ServerWebExchange exchange, ProblemDetail problem) {
        Map<String, Object> members = new TreeMap<>();
        members.put("status", problem.getStatus());
        members.put("instance", exchange.getRequest().getPath().value());
        put(members, "title", problem.getTitle());
        put(members, "detail", problem.getDetail());
        return members;
    }

    private static void put(Map<String, Object> members, String name, @Nullable String value) {
        if (value != null) {
            members.put(name, value);
        }
    }
}

package org.lode.http;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.lode.files.ExportQuery.QueryError;
import org.lode.files.ServedFile.FileException;
import org.lode.model.Failure;
import org.lode.model.Failure.Code;
import org.lode.model.HeaderText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Maps failures to HTTP statuses and to problems of RFC 9457. GraphQL errors have their own format, but the same statuses.
 *
 * <p>As a {@link WebExceptionHandler}, it answers requests that no route answers, for any {@code Accept}. Spring Boot's
 * handler, which comes next, sends an empty body if it cannot parse {@code Accept}.
 */
@Component
@Order(-2)
public final class Problems implements WebExceptionHandler {
    /**
     * The header that repeats why a request failed, for clients that show headers of an error but not its body. No registered
     * header does that: RFC 9457 defines a body only.
     */
    public static final String HEADER = "X-Problem";

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    /** Copies the reason of a failure into a header of its response. */
    public static void report(HttpHeaders response, String detail) {
        response.set(HEADER, HeaderText.of(detail));
    }

    /**
     * Returns the status of a GraphQL response without data, by the code of its first error. A response with data has 200.
     *
     * <p>With {@code application/json}, a well-formed request gets 200, as GraphQL over HTTP requires of that media type.
     */
    public static HttpStatus status(Code code, MediaType type) {
        return switch (code) {
            case BAD_REQUEST -> HttpStatus.BAD_REQUEST;
            case METHOD_NOT_ALLOWED -> HttpStatus.METHOD_NOT_ALLOWED;
            case NOT_ACCEPTABLE -> HttpStatus.NOT_ACCEPTABLE;
            case PAYLOAD_TOO_LARGE -> HttpStatus.CONTENT_TOO_LARGE;
            case RATE_LIMITED -> HttpStatus.TOO_MANY_REQUESTS;
            case TIMEOUT -> HttpStatus.GATEWAY_TIMEOUT;
            case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
            case UNSUPPORTED_MEDIA_TYPE -> HttpStatus.UNSUPPORTED_MEDIA_TYPE;
            case DATASET_DAMAGED, INTERNAL, ORIGIN_REFUSED, START_FAILED -> HttpStatus.INTERNAL_SERVER_ERROR;
            case BAD_USER_INPUT,
                    CURSOR_MISMATCH,
                    PERSISTED_QUERY_NOT_FOUND,
                    QUERY_NOT_IN_SAFELIST,
                    QUERY_TOO_COSTLY,
                    QUERY_TOO_DEEP,
                    QUERY_TOO_LARGE,
                    REDACTED,
                    RELEASE_NOT_FOUND -> MediaTypes.LEGACY.equals(type) ? HttpStatus.OK : HttpStatus.BAD_REQUEST;
        };
    }

    /** Returns the status of a file that could not be served: the request has no body, but its address names a release. */
    private static HttpStatus fileStatus(Map<String, Object> extensions) {
        if (!(extensions.get("code") instanceof String name)) {
            return HttpStatus.INTERNAL_SERVER_ERROR;
        }
        Code code = Code.valueOf(name);
        return switch (code) {
            case RELEASE_NOT_FOUND -> HttpStatus.NOT_FOUND;
            case PAYLOAD_TOO_LARGE -> HttpStatus.URI_TOO_LONG;
            default -> status(code, MediaTypes.GRAPHQL);
        };
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable thrown) {
        ServerHttpResponse response = exchange.getResponse();
        if (!(thrown instanceof ErrorResponse known)
                || known.getStatusCode().is5xxServerError()
                || response.isCommitted()) {
            return Mono.error(thrown);
        }
        ProblemDetail problem = known.getBody();
        response.setStatusCode(known.getStatusCode());
        HttpHeaders headers = response.getHeaders();
        headers.putAll(known.getHeaders());
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        report(headers, Objects.requireNonNullElse(problem.getDetail(), String.valueOf(problem.getTitle())));
        headers.setCacheControl(CacheControl.noStore());
        String path = exchange.getRequest().getPath().value();
        Map<String, Object> members = new TreeMap<>(Map.of("instance", path, "status", problem.getStatus()));
        Optional.ofNullable(problem.getDetail()).ifPresent(detail -> members.put("detail", detail));
        Optional.ofNullable(problem.getTitle()).ifPresent(title -> members.put("title", title));
        byte[] body = JsonMapper.shared().writeValueAsBytes(members);
        headers.setContentLength(body.length);
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }

    /** Returns whether a file that fails so is answered with a problem. */
    static boolean isOfFile(Throwable thrown) {
        return thrown instanceof FileException || thrown instanceof Failure || thrown instanceof QueryError;
    }

    static Mono<ServerResponse> ofFile(ServerRequest request, Throwable thrown) {
        ProblemDetail problem = switch (thrown) {
            case FileException none -> none.getBody();
            case Failure failure -> problem(failure.extensions(), failure);
            case QueryError refused -> problem(refused.extensions(), refused);
            default -> problem(Map.of(), thrown);
        };
        if (problem.getStatus() == HttpStatus.INTERNAL_SERVER_ERROR.value()) {
            LOG.error("{}: {}", request.path(), thrown.getMessage());
        }
        // These headers described the file.
        List.of(HttpHeaders.ETAG, HttpHeaders.CONTENT_DISPOSITION)
                .forEach(request.exchange().getResponse().getHeaders()::remove);
        return response(problem, thrown instanceof QueryError refused ? refused.headers() : Map.of())
                .bodyValue(problem);
    }

    private static ProblemDetail problem(Map<String, Object> extensions, Throwable thrown) {
        ProblemDetail problem =
                ProblemDetail.forStatusAndDetail(fileStatus(extensions), String.valueOf(thrown.getMessage()));
        extensions.forEach(problem::setProperty);
        return problem;
    }

    /** Begins the response of a route that refuses a request: status, reason and further headers. */
    public static ServerResponse.BodyBuilder response(ProblemDetail problem, Map<String, String> headers) {
        return ServerResponse.status(problem.getStatus())
                .headers(sent -> {
                    report(sent, Objects.requireNonNullElse(problem.getDetail(), ""));
                    headers.forEach(sent::set);
                })
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .cacheControl(CacheControl.noStore());
    }
}

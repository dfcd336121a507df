package org.lode.http;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.lode.files.ExportQuery;
import org.lode.files.FileException;
import org.lode.model.Failure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** How a request that gets no file is told so: a problem of RFC 9457, with the value and what was expected. */
final class FileProblems {
    private static final Logger LOG = LoggerFactory.getLogger(FileProblems.class);

    private FileProblems() {}

    /** Whether a failure has words for the client. */
    static boolean known(Throwable thrown) {
        return thrown instanceof FileException || thrown instanceof Failure || thrown instanceof ExportQuery.QueryError;
    }

    static Mono<ServerResponse> answer(ServerRequest request, Throwable thrown) {
        ProblemDetail problem = problem(thrown);
        if (problem.getStatus() == HttpStatus.INTERNAL_SERVER_ERROR.value()) {
            LOG.error("{}: {}", request.path(), thrown.getMessage());
        }
        // They were those of the file.
        List.of(HttpHeaders.ETAG, HttpHeaders.CONTENT_DISPOSITION)
                .forEach(request.exchange().getResponse().getHeaders()::remove);
        return ServerResponse.status(problem.getStatus())
                .headers(headers -> {
                    Problems.report(headers, Objects.requireNonNullElse(problem.getDetail(), ""));
                    if (thrown instanceof ExportQuery.QueryError refused) {
                        refused.headers().forEach(headers::set);
                    }
                })
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .cacheControl(CacheControl.noStore())
                .bodyValue(problem);
    }

    private static ProblemDetail problem(Throwable thrown) {
        if (thrown instanceof FileException none) {
            return none.getBody();
        }
        Map<String, Object> told = switch (thrown) {
            case Failure failure -> failure.extensions();
            case ExportQuery.QueryError refused -> refused.extensions();
            default -> Map.of();
        };
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status(told), String.valueOf(thrown.getMessage()));
        told.forEach(problem::setProperty);
        return problem;
    }

    private static HttpStatus status(Map<String, Object> told) {
        return switch (String.valueOf(told.get("code"))) {
            case "TIMEOUT" -> HttpStatus.GATEWAY_TIMEOUT;
            case "UNAVAILABLE" -> HttpStatus.SERVICE_UNAVAILABLE;
            case "PAYLOAD_TOO_LARGE" -> HttpStatus.URI_TOO_LONG;
            case "RATE_LIMITED" -> HttpStatus.TOO_MANY_REQUESTS;
            case "RELEASE_NOT_FOUND" -> HttpStatus.NOT_FOUND;
            case "BAD_USER_INPUT", "BAD_REQUEST", "QUERY_TOO_COSTLY", "QUERY_TOO_DEEP", "QUERY_TOO_LARGE" ->
                HttpStatus.BAD_REQUEST;
            default -> HttpStatus.INTERNAL_SERVER_ERROR;
        };
    }
}

package org.lode.export;

import org.lode.failure.Failure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** How a request that gets no file is told so: a problem of RFC 9457, with the value and what was expected. */
final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private Problems() {}

    /** Whether a failure has words for the client. */
    static boolean known(Throwable thrown) {
        return thrown instanceof NoFile || thrown instanceof Failure;
    }

    static Mono<ServerResponse> answer(ServerRequest request, Throwable thrown) {
        ProblemDetail problem = problem(thrown);
        if (problem.getStatus() == HttpStatus.INTERNAL_SERVER_ERROR.value()) {
            LOG.error("{}: {}", request.path(), thrown.getMessage());
        }
        return ServerResponse.status(problem.getStatus())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .cacheControl(CacheControl.noStore())
                .bodyValue(problem);
    }

    private static ProblemDetail problem(Throwable thrown) {
        if (thrown instanceof NoFile none) {
            return none.getBody();
        }
        HttpStatus status = thrown instanceof Failure failure ? status(failure) : HttpStatus.INTERNAL_SERVER_ERROR;
        return ProblemDetail.forStatusAndDetail(status, String.valueOf(thrown.getMessage()));
    }

    private static HttpStatus status(Failure failure) {
        return switch (failure.code()) {
            case TIMEOUT -> HttpStatus.GATEWAY_TIMEOUT;
            case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
            case BAD_USER_INPUT, BAD_REQUEST -> HttpStatus.BAD_REQUEST;
            default -> HttpStatus.INTERNAL_SERVER_ERROR;
        };
    }
}

package org.lode.cite;

import graphql.GraphQLError;
import java.util.Map;
import java.util.Objects;
import org.lode.graphql.GraphQlErrors;
import org.lode.http.MediaTypes;
import org.lode.http.Problems;
import org.lode.model.Failure.Code;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Writes the response to a request that gets no citation: a problem of RFC 9457, with the value and what was expected. */
final class CitationProblems {
    private CitationProblems() {}

    static Mono<ServerResponse> answer(ServerRequest request, Throwable thrown) {
        ProblemDetail problem = switch (thrown) {
            case NoCitation none -> none.getBody();
            case EngineRefused refused -> problem(refused);
            default ->
                problem(GraphQlErrors.of(thrown, request.exchange().getRequest().getId()));
        };
        return ServerResponse.status(problem.getStatus())
                .headers(headers -> {
                    Problems.report(headers, Objects.requireNonNullElse(problem.getDetail(), ""));
                    if (thrown instanceof EngineRefused refused) {
                        refused.headers().forEach(headers::set);
                    }
                })
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .cacheControl(CacheControl.noStore())
                .varyBy(HttpHeaders.ACCEPT)
                .bodyValue(problem);
    }

    private static ProblemDetail problem(EngineRefused refused) {
        ProblemDetail problem = problem(refused.errors().getFirst());
        problem.setProperty(
                "errors",
                refused.errors().stream().map(GraphQLError::toSpecification).toList());
        return problem;
    }

    private static ProblemDetail problem(GraphQLError error) {
        Map<String, Object> told = Objects.requireNonNull(error.getExtensions());
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status(GraphQlErrors.code(error)), error.getMessage());
        told.forEach(problem::setProperty);
        return problem;
    }

    private static HttpStatus status(Code code) {
        return code == Code.RELEASE_NOT_FOUND ? HttpStatus.NOT_FOUND : Problems.status(code, MediaTypes.GRAPHQL);
    }
}

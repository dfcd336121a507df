package org.lode.http;

import org.lode.model.Failure.Code;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/** Which HTTP status an answer without data has: the one table. An answer with data has 200. */
public final class Statuses {
    private Statuses() {}

    /**
     * The status for the code of the first error.
     *
     * <p>Where the client takes {@code application/json}, a request that could be read at all gets 200, as GraphQL over HTTP
     * asks of that media type; with {@code application/graphql-response+json} the status tells.
     */
    public static HttpStatus of(Code code, MediaType type) {
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
}

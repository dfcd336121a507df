package org.lode.model;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that cannot be answered, or a start that cannot go on: a code, the offending value and what was expected.
 *
 * <p>Its message is written for the person who caused it and never names a class, a table or a path of ours.
 */
public abstract sealed class Failure extends RuntimeException
        permits BadInput,
                BadRequest,
                CursorMismatch,
                DatasetDamaged,
                DiskFull,
                LimitExceeded,
                OriginRefused,
                RateLimited,
                RecordRedacted,
                ReleaseNotFound,
                StartFailed,
                TimedOut,
                Unavailable {

    private static final int LONGEST = 200;

    protected Failure(String message) {
        super(message);
    }

    protected Failure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** A value as it is told: what somebody sent may be of any length. */
    static String shown(@Nullable Object value) {
        String text = String.valueOf(value);
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    /** The word that machines compare. */
    public abstract Code code();

    /** What a client is told beside the message, in this order: the code first. */
    public final Map<String, Object> extensions() {
        Map<String, Object> extensions = new LinkedHashMap<>();
        extensions.put("code", code().name());
        extensions.putAll(details());
        return extensions;
    }

    /** What this failure tells beside its code and message. */
    protected Map<String, Object> details() {
        return Map.of();
    }

    /** The closed list of codes that a client can meet in {@code extensions.code}. */
    public enum Code {
        BAD_REQUEST,
        BAD_USER_INPUT,
        CURSOR_MISMATCH,
        DATASET_DAMAGED,
        INTERNAL,
        METHOD_NOT_ALLOWED,
        NOT_ACCEPTABLE,
        ORIGIN_REFUSED,
        PAYLOAD_TOO_LARGE,
        PERSISTED_QUERY_NOT_FOUND,
        QUERY_NOT_IN_SAFELIST,
        QUERY_TOO_COSTLY,
        QUERY_TOO_DEEP,
        QUERY_TOO_LARGE,
        RATE_LIMITED,
        REDACTED,
        RELEASE_NOT_FOUND,
        START_FAILED,
        TIMEOUT,
        UNAVAILABLE,
        UNSUPPORTED_MEDIA_TYPE
    }
}

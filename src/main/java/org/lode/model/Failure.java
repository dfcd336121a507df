package org.lode.model;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that cannot be answered, or a start that cannot go on: a code, the offending value and what was expected.
 *
 * <p>The message is written for the person who caused the failure. It never names a class, a table or a path of this server.
 */
public abstract sealed class Failure extends RuntimeException {
    private static final int LONGEST = 200;

    private final Code code;
    private final LinkedHashMap<String, Object> extensions = new LinkedHashMap<>();

    /** @param details names and values of the entries of {@code extensions} behind the code */
    private Failure(Code code, String message, @Nullable Throwable cause, Object... details) {
        super(message, cause);
        this.code = code;
        extensions.put("code", code.name());
        for (int i = 0; i < details.length; i += 2) {
            extensions.put((String) details[i], details[i + 1]);
        }
    }

    /** A value as messages show it, cut at 200 characters: a client may send any length. */
    private static String shown(@Nullable Object value) {
        String text = String.valueOf(value);
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    /** The code that programs compare. */
    public final Code code() {
        return code;
    }

    /** The entries of {@code extensions} in this order: the code, then the details. */
    public final Map<String, Object> extensions() {
        return Collections.unmodifiableMap(extensions);
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

    /** A value in a request, on the command line or in a setting is not allowed. */
    public static final class BadInput extends Failure {
        public BadInput(String argument, @Nullable Object value, String expected) {
            this(argument, value, expected, null);
        }

        /** @param argument the argument or input field, as a path: {@code filter.country.code.eq} */
        public BadInput(String argument, @Nullable Object value, String expected, @Nullable Throwable cause) {
            String message = "%s: %s (expected: %s)".formatted(argument, shown(value), expected);
            Object[] details = {"argument", argument, "value", shown(value), "expected", expected};
            super(Code.BAD_USER_INPUT, message, cause, details);
        }
    }

    /** An HTTP request is malformed, independent of its operation. */
    public static final class BadRequest extends Failure {
        /** Fails with a message that clients compare, as it is. */
        public BadRequest(Code code, String message) {
            super(code, message, null);
        }

        /** The request as a whole, or a part of it, is not what it has to be. */
        public BadRequest(String part, Object value, String expected) {
            this(Code.BAD_REQUEST, part, value, expected);
        }

        /** The same with a more specific code. */
        public BadRequest(Code code, String part, Object value, String expected) {
            this(code, "%s: %s (expected: %s)".formatted(part, shown(value), expected));
        }
    }

    /** A cursor belongs to another list, order, filter or release, or was altered. */
    public static final class CursorMismatch extends Failure {
        public CursorMismatch(String cursor, String why) {
            super(Code.CURSOR_MISMATCH, "cursor: %s (expected: %s)".formatted(shown(cursor), why), null);
        }
    }

    /** A file or a row of the dataset contradicts its hash or its description. */
    public static final class DatasetDamaged extends Failure {
        public DatasetDamaged(String message) {
            super(Code.DATASET_DAMAGED, message, null);
        }

        public DatasetDamaged(String message, Throwable cause) {
            super(Code.DATASET_DAMAGED, message, cause);
        }
    }

    /** A disk of this machine is full. The same work may succeed once space is free. */
    public static final class DiskFull extends Failure {
        /** The message for clients: it contains no path. */
        public static final String PUBLIC = "a disk of this server is full (expected: free space)";

        private final String disk;

        /** @param disk the folder or the database that has no space */
        public DiskFull(String disk, Throwable cause) {
            super(Code.UNAVAILABLE, "%s: its disk is full (expected: free space)".formatted(disk), cause);
            this.disk = disk;
        }

        public String disk() {
            return disk;
        }

        /** Returns whether this failure or one of its causes reports a full disk or an exceeded quota. */
        public static boolean isCause(Throwable failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (isReported(String.valueOf(cause.getMessage()))) {
                    return true;
                }
            }
            return false;
        }

        /** Returns whether a message of the operating system reports a full disk or an exceeded quota. */
        public static boolean isReported(String message) {
            return message.contains("No space left on device") || message.contains("Disk quota exceeded");
        }
    }

    /** An operation asks for more than a limit allows. */
    public static final class LimitExceeded extends Failure {
        /** @param limit name of the limit, which is also the last part of its setting */
        public LimitExceeded(Code code, String limit, long value, long allowed) {
            String message = "%s: %d (expected: at most %d)".formatted(limit, value, allowed);
            super(code, message, null, "limit", limit, "value", value, "allowed", allowed);
        }

        /** Fails if {@code value} is more than {@code allowed}. */
        public static void check(Code code, String limit, long value, long allowed) {
            if (value > allowed) {
                throw new LimitExceeded(code, limit, value, allowed);
            }
        }
    }

    /** An origin is not trusted: a wrong key, an expired state, or releases that contradict the stored ones. */
    public static final class OriginRefused extends Failure {
        public OriginRefused(String message) {
            super(Code.ORIGIN_REFUSED, message, null);
        }
    }

    /** A client has spent its points. The same request will succeed later. */
    public static final class RateLimited extends Failure {
        private final long remaining;
        private final long seconds;

        /** @param seconds after which the same request will succeed, at the earliest */
        public RateLimited(long cost, long remaining, long seconds) {
            String message =
                    "cost: %d (expected: at most %d now; try again in %d s)".formatted(cost, remaining, seconds);
            super(Code.RATE_LIMITED, message, null, "retryAfterSeconds", seconds);
            this.remaining = remaining;
            this.seconds = seconds;
        }

        /** The points that are left. */
        public long remaining() {
            return remaining;
        }

        public long seconds() {
            return seconds;
        }
    }

    /** A field that cannot be null belongs to a redacted record. */
    public static final class RecordRedacted extends Failure {
        public RecordRedacted(String recordId, String field) {
            String expected = "fields of it that can be null, such as redaction";
            String message = "%s: %s was redacted (expected: %s)".formatted(field, recordId, expected);
            super(Code.REDACTED, message, null, "recordId", recordId);
        }
    }

    /** No release has the name that was given. */
    public static final class ReleaseNotFound extends Failure {
        public ReleaseNotFound(String asked, String expected) {
            super(Code.RELEASE_NOT_FOUND, "at: %s (expected: %s)".formatted(shown(asked), expected), null);
        }
    }

    /** Lode cannot start or cannot run a command: the cause is a port, a folder, a database or a setting. */
    public static final class StartFailed extends Failure {
        public StartFailed(String message) {
            super(Code.START_FAILED, message, null);
        }

        public StartFailed(String message, Throwable cause) {
            super(Code.START_FAILED, message, cause);
        }
    }

    /** An operation took longer than its limit. */
    public static final class TimedOut extends Failure {
        public TimedOut(String what, Duration allowed) {
            long ms = allowed.toMillis();
            super(Code.TIMEOUT, "%s: more than %d ms (expected: at most %d ms)".formatted(what, ms, ms), null);
        }

        public TimedOut(String what, Throwable cause) {
            super(Code.TIMEOUT, what + ": took too long (expected: an operation that asks for less)", cause);
        }
    }

    /** Lode itself cannot answer now. The same request may succeed later. */
    public static final class Unavailable extends Failure {
        public Unavailable(String message) {
            super(Code.UNAVAILABLE, message, null);
        }

        public Unavailable(String message, Throwable cause) {
            super(Code.UNAVAILABLE, message, cause);
        }
    }
}

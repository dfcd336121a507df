package org.lode;

import org.lode.failure.Failure;
import org.lode.release.Manifest;

/** What the command line says. */
final class Wording {
    private Wording() {}

    /** One line for a failure: what it says, or what it is when it says nothing. */
    static String line(Throwable failure) {
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return message.strip().replaceAll("\\s+", " ");
    }

    static int exitCode(Failure failure) {
        return switch (failure.code()) {
            case DATASET_DAMAGED -> 1;
            case INTERNAL, START_FAILED, TIMEOUT, UNAVAILABLE -> 3;
            case BAD_REQUEST,
                    BAD_USER_INPUT,
                    CURSOR_MISMATCH,
                    METHOD_NOT_ALLOWED,
                    NOT_ACCEPTABLE,
                    PAYLOAD_TOO_LARGE,
                    PERSISTED_QUERY_NOT_FOUND,
                    QUERY_TOO_COSTLY,
                    QUERY_TOO_DEEP,
                    QUERY_TOO_LARGE,
                    RATE_LIMITED,
                    RELEASE_NOT_FOUND,
                    UNSUPPORTED_MEDIA_TYPE -> 2;
        };
    }

    /** One line for a release that was made. */
    static String released(Manifest manifest) {
        int total = manifest.tables().stream().mapToInt(table -> table.rows()).sum();
        int changes =
                manifest.reasons().values().stream().mapToInt(Integer::intValue).sum();
        return "%s (%d): %d records, %d changes %s, root %s"
                .formatted(
                        manifest.version(), manifest.sequence(), total, changes, manifest.reasons(), manifest.root());
    }
}

package org.lode.cli;

import java.util.Arrays;
import org.lode.model.Failure;

/** The exit codes of all commands. The help and docs/commands.md show the same table. */
enum ExitCode {
    DONE(0, "done"),
    DAMAGED(1, "the dataset is damaged or not in order: a file, a table, a release or a database"),
    MISUSED(2, "the command line or a setting is wrong"),
    UNABLE(
            3,
            "Lode cannot start or cannot do what was asked: a port, a folder, a database, an address or Java prevents it"),
    REFUSED(4, "the origin is refused: its key, the age of its state, or its releases beside those that are held"),
    INTERRUPTED(130, "interrupted by Ctrl-C; 143 by SIGTERM");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    int number() {
        return number;
    }

    String meaning() {
        return meaning;
    }

    static String[] lines() {
        return Arrays.stream(values())
                .map(code -> "%5d  %s".formatted(code.number, code.meaning))
                .toArray(String[]::new);
    }

    static ExitCode of(Exception failure) {
        return switch (failure instanceof Failure known ? known.code() : Failure.Code.INTERNAL) {
            case DATASET_DAMAGED -> DAMAGED;
            case ORIGIN_REFUSED -> REFUSED;
            case INTERNAL, START_FAILED, TIMEOUT, UNAVAILABLE -> UNABLE;
            case BAD_REQUEST,
                    BAD_USER_INPUT,
                    CURSOR_MISMATCH,
                    METHOD_NOT_ALLOWED,
                    NOT_ACCEPTABLE,
                    PAYLOAD_TOO_LARGE,
                    PERSISTED_QUERY_NOT_FOUND,
                    QUERY_NOT_IN_SAFELIST,
                    QUERY_TOO_COSTLY,
                    QUERY_TOO_DEEP,
                    QUERY_TOO_LARGE,
                    RATE_LIMITED,
                    REDACTED,
                    RELEASE_NOT_FOUND,
                    UNSUPPORTED_MEDIA_TYPE -> MISUSED;
        };
    }
}

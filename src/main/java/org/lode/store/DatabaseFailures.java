package org.lode.store;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure;
import org.lode.model.Failure.DiskFull;
import org.lode.model.Failure.StartFailed;
import org.lode.model.Failure.Unavailable;

/** Turns errors of PostgreSQL into failures that an operator understands. */
public final class DatabaseFailures {
    /** The message for clients of a failure that only the log explains. */
    public static final String PUBLIC = "the database refuses it (expected: see the log of this server)";

    /** The name of a full disk while the place of the database is not known. */
    private static final String UNNAMED = "the database";

    private static final String AWAY = "the database is out of reach (expected: one that answers)";
    private static final String DISK_FULL = "53100";

    private DatabaseFailures() {}

    /**
     * Returns the failure that a failed statement means.
     *
     * @param work what the statement was part of: "the database cannot take the release"
     */
    public static Failure of(String work, Throwable failure) {
        if (isDiskFull(failure)) {
            return new DiskFull(UNNAMED, failure);
        }
        return isAway(failure) ? away(failure) : new StartFailed(work + ": " + reason(failure), failure);
    }

    /** Returns whether the disk of the database is full, and failures do not name it yet. */
    static boolean isUnnamed(DiskFull failure) {
        return failure.disk().equals(UNNAMED);
    }

    /** Returns whether PostgreSQL, or a program that it needs, reports a full disk. */
    static boolean isDiskFull(Throwable failure) {
        return DISK_FULL.equals(state(failure)) || DiskFull.isCause(failure);
    }

    /** Returns the failure of a database that does not answer. */
    public static Unavailable away(Throwable failure) {
        return new Unavailable(AWAY, failure);
    }

    /** Returns the message of a failure without names of tables and files of the database. */
    public static String publicMessage(Failure failure) {
        if (failure instanceof DiskFull) {
            return DiskFull.PUBLIC;
        }
        return failure instanceof StartFailed && isFromDatabase(failure)
                ? PUBLIC
                : String.valueOf(failure.getMessage());
    }

    /** Returns whether a failure came from PostgreSQL or its driver. */
    public static boolean isFromDatabase(Failure failure) {
        return state(failure) != null;
    }

    /** Holds for lost or refused connections, for a server that stops or starts, and for one without free connections. */
    static boolean isAway(Throwable failure) {
        String state = state(failure);
        return state != null && (state.startsWith("08") || state.startsWith("57P") || state.equals("53300"));
    }

    /** Returns the last SQLSTATE in a chain of causes; null when no server and no driver gave one. */
    private static @Nullable String state(Throwable failure) {
        String state = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                state = sql.getSQLState();
            }
        }
        return state;
    }

    /** Returns the message of the server in one line. Drivers wrap it in the statement that failed. */
    public static String reason(Throwable failure) {
        Throwable next = failure instanceof SQLException sql && sql.getNextException() != null
                ? sql.getNextException()
                : failure.getCause();
        return next == null ? Schema.line(failure) : reason(next);
    }
}

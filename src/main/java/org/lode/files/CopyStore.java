package org.lode.files;

import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.lode.model.TimedOut;
import org.lode.model.Unavailable;
import org.lode.query.CopyQuery;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Reads rows by COPY, which the reactive driver has not: what PostgreSQL writes goes to the client as it is. */
@Component
final class CopyStore {
    private static final Logger LOG = LoggerFactory.getLogger(CopyStore.class);

    /** Whole lines go together up to this size. */
    private static final int PIECE = 8 << 10;

    /** SQLSTATE of a statement that was ended by the server's time limit, or on demand. */
    private static final String CANCELED = "57014";

    /** How often a file that has begun waits for a connection; each wait is as long as the pool's limit, 10 s. */
    private static final int WAITS = 30;

    private final DataSource connections;

    CopyStore(@Qualifier("exporting") DataSource connections) {
        this.connections = connections;
    }

    /**
     * Reads at most this many rows. Ends the statement when the subscriber cancels.
     *
     * @param begun whether rows have gone out already: then it waits for a connection however many others do, since half
     *     a file is of no use, while a file that has not begun is refused for the client to try again
     */
    Mono<Portion> read(CopyQuery query, int limit, boolean begun) {
        return Mono.create(sink -> {
            Reading reading = new Reading(connections);
            sink.onCancel(reading::end);
            // Not by subscribeOn: a cancel would interrupt the thread, and leave its COPY open for ever.
            Schedulers.boundedElastic().schedule(() -> {
                try {
                    sink.success(reading.read(query, limit, begun ? WAITS : 1));
                } catch (SQLException e) {
                    if (reading.hasEnded()) {
                        LOG.debug("a copy was ended", e);
                    } else {
                        sink.error(failure(e));
                    }
                }
            });
        });
    }

    private static RuntimeException failure(SQLException failure) {
        return CANCELED.equals(failure.getSQLState())
                ? new TimedOut("statement", failure)
                : new Unavailable("the database cannot be reached now (expected: try again shortly)", failure);
    }

    /** One portion on its way. */
    private static final class Reading {
        private final DataSource connections;
        private @Nullable PGConnection busy;
        private boolean ended;

        Reading(DataSource connections) {
            this.connections = connections;
        }

        Portion read(CopyQuery query, int limit, int waits) throws SQLException {
            try (Connection connection = connection(waits)) {
                PGConnection driver = connection.unwrap(PGConnection.class);
                hold(driver);
                try {
                    return copy(driver, query.copy(limit), last(connection, query, limit));
                } finally {
                    release();
                }
            }
        }

        private Connection connection(int waits) throws SQLException {
            for (int wait = 1; ; wait++) {
                try {
                    return connections.getConnection();
                } catch (SQLTransientConnectionException e) {
                    if (wait >= waits || hasEnded()) {
                        throw e;
                    }
                }
            }
        }

        private synchronized void hold(PGConnection connection) throws SQLException {
            if (ended) {
                throw new SQLException("the subscriber has cancelled", CANCELED);
            }
            busy = connection;
        }

        private synchronized void release() {
            busy = null;
        }

        synchronized boolean hasEnded() {
            return ended;
        }

        /** Ends the statement, if there is one; its connection is not given to another before that. */
        synchronized void end() {
            ended = true;
            try {
                if (busy != null) {
                    busy.cancelQuery();
                }
            } catch (SQLException e) {
                // The database is gone, and the statement with it.
                LOG.debug("a copy could not be ended", e);
            }
        }

        private static @Nullable List<@Nullable String> last(Connection connection, CopyQuery query, int limit)
                throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(query.last(limit))) {
                if (!row.next()) {
                    return null;
                }
                List<@Nullable String> position = new ArrayList<>();
                for (int i = 1; i <= query.keys(); i++) {
                    position.add(row.getString(i));
                }
                return position;
            }
        }

        private static Portion copy(PGConnection connection, String statement, @Nullable List<@Nullable String> last)
                throws SQLException {
            CopyOut copy = connection.getCopyAPI().copyOut(statement);
            List<byte[]> pieces = new ArrayList<>();
            ByteArrayOutputStream piece = new ByteArrayOutputStream(2 * PIECE);
            int rows = 0;
            try {
                for (byte[] line = copy.readFromCopy(); line != null; line = copy.readFromCopy()) {
                    piece.writeBytes(line);
                    rows++;
                    if (piece.size() >= PIECE) {
                        pieces.add(piece.toByteArray());
                        piece.reset();
                    }
                }
            } finally {
                if (copy.isActive()) {
                    copy.cancelCopy();
                }
            }
            if (piece.size() > 0) {
                pieces.add(piece.toByteArray());
            }
            return new Portion(pieces, rows, last);
        }
    }
}

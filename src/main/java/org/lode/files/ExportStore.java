package org.lode.files;

import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.lode.model.DataPackage;
import org.lode.model.Failure.DatasetDamaged;
import org.lode.model.Failure.TimedOut;
import org.lode.model.Failure.Unavailable;
import org.lode.model.View.Pivot;
import org.lode.query.ChangeListing;
import org.lode.query.ChangeStore;
import org.lode.query.CopyQuery;
import org.lode.query.ListStore;
import org.lode.query.Listing;
import org.lode.query.PivotCopyQuery;
import org.lode.query.ReadStore;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Reads the rows of exports, a chunk at a time.
 *
 * <p>Rows come by COPY, which the reactive driver does not have. PostgreSQL's bytes go to the client as they are.
 */
@Component
public final class ExportStore {
    private static final Logger LOG = LoggerFactory.getLogger(ExportStore.class);

    /** Rows of the first chunk: few, so that they come at once. */
    private static final int FIRST = 100;

    /** Rows that a chunk may have. */
    private static final int MOST = 20_000;

    /** Rows that all files of one time share, so that many slow clients do not fill the memory. */
    private static final int SHARED = 60_000;

    /** Rows that go into buffers before the client reads; how fast they go says nothing about the client. */
    private static final int UNREAD = 8_000;

    /** Rows that a chunk may have until then. */
    private static final int MOST_UNREAD = 1_600;

    /** A client that takes longer for a chunk gets smaller ones, so that little waits for it in memory. */
    private static final Duration LONG = Duration.ofMillis(500);

    /** The longest that the first row waits for the count. */
    private static final Duration SOON = Duration.ofMillis(150);

    /** Bytes after which a piece ends, with a whole line. */
    private static final int PIECE = 8 << 10;

    /** SQLSTATE of a statement that was ended by the server's time limit, or on demand. */
    private static final String CANCELED = "57014";

    /** How often a file that has begun waits for a connection; each wait is as long as the pool's limit, 10 s. */
    private static final int WAITS = 30;

    private final DataPackage data;
    private final ReadStore store;
    private final ListStore lists;
    private final ChangeStore changes;
    private final DataSource connections;
    private final AtomicInteger active = new AtomicInteger();

    ExportStore(
            DataPackage data,
            ReadStore store,
            ListStore lists,
            ChangeStore changes,
            @Qualifier("exporting") DataSource connections) {
        this.data = data;
        this.store = store;
        this.lists = lists;
        this.changes = changes;
        this.connections = connections;
    }

    /** Returns how many rows a listing has; empty when counting takes long. */
    public Mono<Optional<Long>> count(Listing listing) {
        return soon(lists.totals(listing, List.of(), List.of(""))
                .map(totals -> Objects.requireNonNull(totals.get("")).count()));
    }

    /** Counts a list of changes: of one record, or of all when the id is empty. */
    public Mono<Optional<Long>> count(ChangeListing listing, String parent) {
        return soon(changes.count(listing, parent));
    }

    private static Mono<Optional<Long>> soon(Mono<Long> count) {
        return count.map(Optional::of).timeout(SOON, Mono.just(Optional.empty()));
    }

    /** Returns the years that a pivot of a listing has columns for, in their order. */
    public Mono<List<Integer>> years(Listing listing, Pivot pivot) {
        return store.read(
                        PivotCopyQuery.years(data, listing, pivot),
                        row -> Objects.requireNonNull(row.get(0, Integer.class)))
                .collectList();
    }

    /** Reads all rows; fails at the end unless there are as many as were counted. Grouped rows are not counted. */
    public Flux<Chunk> rows(Export.Rows rows, Export.Format format, Optional<Long> counted) {
        return Flux.defer(() -> {
            Progress progress = new Progress(rows.isGrouped() ? MOST : FIRST);
            Mono<Chunk> next = Mono.defer(() -> read(
                            rows.after(data, format.form(), progress.position),
                            progress.next(SHARED / Math.max(1, active.get())),
                            progress.rows > 0))
                    .doOnNext(progress::add);
            active.incrementAndGet();
            return next.expand(last -> last.last() == null ? Mono.empty() : next)
                    .concatWith(Mono.defer(() -> check(progress.rows, counted)))
                    .doFinally(end -> active.decrementAndGet());
        });
    }

    private static Mono<Chunk> check(long rows, Optional<Long> counted) {
        long expected = counted.orElse(rows);
        String message = "an export: %d rows came (expected: %d)".formatted(rows, expected);
        return rows == expected ? Mono.empty() : Mono.error(new DatasetDamaged(message));
    }

    /** How far the reading of one listing has come, and how fast the client takes it. */
    private static final class Progress {
        private final int fewest;
        private long rows;
        private int size;
        private long came = System.nanoTime();
        private @Nullable List<@Nullable String> position;

        Progress(int fewest) {
            this.fewest = fewest;
            this.size = fewest / 4;
        }

        /** Returns how many rows to read next: no more than the share of this file, but no fewer than the fewest. */
        int next(int share) {
            boolean late = System.nanoTime() - came > LONG.toNanos();
            int most = Math.max(fewest, Math.min(share, rows < UNREAD ? MOST_UNREAD : MOST));
            size = late ? Math.max(fewest, size / 4) : Math.min(most, 4 * size);
            return size;
        }

        void add(Chunk chunk) {
            rows += chunk.rows();
            position = chunk.last();
            came = System.nanoTime();
        }
    }

    /**
     * Some rows of a file, as lines.
     *
     * @param pieces bytes of whole lines, some kilobytes each
     * @param last the position of the last row; null when no more rows follow
     */
    public record Chunk(
            List<byte[]> pieces, int rows, @Nullable List<@Nullable String> last) {}

    /**
     * Reads at most this many rows. Ends the statement when the subscriber cancels.
     *
     * @param begun whether rows have gone out already. Then it waits long for a connection, since half a file is of no
     *     use. A file that has not begun fails soon, and the client tries again.
     */
    Mono<Chunk> read(CopyQuery query, int limit, boolean begun) {
        return Mono.create(sink -> {
            CopyReader reading = new CopyReader(connections);
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

    private static final class CopyReader {
        private final DataSource connections;
        private @Nullable PGConnection busy;
        private boolean ended;

        CopyReader(DataSource connections) {
            this.connections = connections;
        }

        Chunk read(CopyQuery query, int limit, int waits) throws SQLException {
            try (Connection connection = connection(waits)) {
                PGConnection driver = connection.unwrap(PGConnection.class);
                hold(driver);
                try {
                    return copy(driver, query.copy().apply(limit), last(connection, query, limit));
                } finally {
                    hold(null);
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

        private synchronized void hold(@Nullable PGConnection connection) throws SQLException {
            if (ended && connection != null) {
                throw new SQLException("the subscriber has cancelled", CANCELED);
            }
            busy = connection;
        }

        synchronized boolean hasEnded() {
            return ended;
        }

        /** Ends the statement, if there is one, before its connection returns to the pool. */
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
                    ResultSet row = statement.executeQuery(query.last().apply(limit))) {
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

        private static Chunk copy(PGConnection connection, String statement, @Nullable List<@Nullable String> last)
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
            return new Chunk(pieces, rows, last);
        }
    }
}

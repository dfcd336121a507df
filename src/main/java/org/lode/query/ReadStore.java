package org.lode.query;

import graphql.GraphQLContext;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTimeoutException;
import io.r2dbc.spi.R2dbcTransientResourceException;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.ValidationDepth;
import io.r2dbc.spi.Wrapped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jooq.Query;
import org.lode.model.Failure.BadInput;
import org.lode.model.Failure.TimedOut;
import org.lode.model.Failure.Unavailable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Runs statements of jOOQ on the reading connections, values bound and rows streamed. */
public final class ReadStore {
    /** SQLSTATE of a statement that was ended by the server's time limit, or on demand. */
    private static final String CANCELED = "57014";

    private static final Duration AGAIN = Duration.ofMillis(100);

    private final ConnectionFactory connections;

    public ReadStore(ConnectionFactory connections) {
        this.connections = connections;
    }

    /** The rows of one statement, each read by {@code mapper} while it is current. */
    public <T> Flux<T> read(Query query, Function<Readable, T> mapper) {
        return read(SqlContext.RENDER.renderNamedParams(query), SqlContext.RENDER.extractBindValues(query), mapper);
    }

    /** The same of a statement whose text was rendered before. */
    <T> Flux<T> read(SqlContext.Template template, SqlContext.Inputs inputs, Function<Readable, T> mapper) {
        return read(template.sql(), template.values(inputs), mapper);
    }

    private <T> Flux<T> read(String sql, List<Object> values, Function<Readable, T> mapper) {
        return Flux.usingWhen(
                        connections.create(),
                        connection -> run(connection, sql, values, mapper),
                        Connection::close,
                        ReadStore::release,
                        ReadStore::giveUp)
                .onErrorMap(ReadStore::failure);
    }

    /** The one text that a statement gives; empty when it gives null. The connection is free again before the text is used. */
    Mono<String> text(SqlContext.Template template, SqlContext.Inputs inputs) {
        return read(template, inputs, ReadStore::text).single();
    }

    private static String text(Readable row) {
        String text = row.get(0, String.class);
        return text == null ? "" : text;
    }

    /**
     * Gives a connection back after a failure. Closes one that PostgreSQL is about to end: it says so before it ends the
     * connection, and the pool would hand it to the next request in between.
     */
    private static Publisher<Void> release(Connection connection, Throwable failure) {
        Mono<Void> ended = outOfReach(failure) ? driver(connection).close().onErrorComplete() : Mono.empty();
        return ended.then(Mono.from(connection.close()));
    }

    /**
     * Ends the statement in the database, too, before the connection goes to another.
     *
     * <p>A cancellation goes by a way of its own: it may come before the statement, which then runs on, or after it. So it is
     * sent again until the connection answers, and the connection is kept until the last one has come.
     */
    private static Publisher<Void> giveUp(Connection connection) {
        AtomicBoolean free = new AtomicBoolean();
        Mono<Void> answers = Mono.from(connection.validate(ValidationDepth.REMOTE))
                .onErrorComplete()
                .doFinally(end -> free.set(true))
                .then();
        Mono<Void> cancelled = Flux.interval(Duration.ZERO, AGAIN)
                .onBackpressureDrop()
                .takeWhile(tick -> !free.get())
                .concatMap(tick -> driver(connection).cancelRequest().onErrorComplete())
                .then();
        return Mono.when(answers, cancelled).then(Mono.from(connection.close()));
    }

    /** Unwraps the driver's connection from those of the pool and of the instrumentation. */
    private static PostgresqlConnection driver(Connection connection) {
        Object inner = connection;
        while (!(inner instanceof PostgresqlConnection) && inner instanceof Wrapped<?> wrapper) {
            inner = wrapper.unwrap();
        }
        return (PostgresqlConnection) inner;
    }

    private static boolean tookTooLong(Throwable thrown) {
        return thrown instanceof R2dbcException failure && CANCELED.equals(failure.getSqlState());
    }

    /** Whether the database could not be reached, was lost or had no connection left in time. */
    private static boolean outOfReach(Throwable thrown) {
        return thrown instanceof R2dbcTransientResourceException
                || thrown instanceof R2dbcNonTransientResourceException
                || thrown instanceof R2dbcTimeoutException;
    }

    /** The failure that the request ends with. */
    private static Throwable failure(Throwable thrown) {
        if (tookTooLong(thrown)) {
            return new TimedOut("statement", thrown);
        }
        return outOfReach(thrown)
                ? new Unavailable("the database cannot be reached now (expected: try again shortly)", thrown)
                : thrown;
    }

    private static <T> Flux<T> run(
            Connection connection, String sql, List<Object> values, Function<Readable, T> mapper) {
        Statement statement = connection.createStatement(sql);
        for (int i = 0; i < values.size(); i++) {
            requireText(values.get(i));
            statement.bind(i, values.get(i));
        }
        return Flux.from(statement.execute()).concatMap(result -> result.map(mapper));
    }

    /** Refuses text that PostgreSQL cannot store: it can only come from the request. */
    private static void requireText(Object bound) {
        for (Object value : bound instanceof Object[] several ? several : new Object[] {bound}) {
            if (value instanceof String text && !isText(text)) {
                throw new BadInput("text", printable(text), "characters of Unicode, without U+0000");
            }
        }
    }

    /** Whether a value is text to PostgreSQL: whole characters of Unicode, and none of them U+0000. */
    static boolean isText(String value) {
        return value.indexOf(0) < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(value);
    }

    /** The value with replacement characters where it is no text. */
    static String printable(String value) {
        return new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).replace('\0', '\uFFFD');
    }

    /** Ends all statements of an operation when its client is gone or its time is up. */
    public static final class Cancellation {
        private final Sinks.Empty<Void> cancelled = Sinks.empty();

        /** The cancellation of the operation that a field belongs to. */
        public static Cancellation of(GraphQLContext context) {
            return Objects.requireNonNull(context.<Cancellation>get(Cancellation.class));
        }

        /** Reads until the cancellation: then the read ends, and completes empty. */
        public <T> Mono<T> until(Mono<T> read) {
            Mono<T> end = cancelled.asMono().then(Mono.empty());
            // Not takeUntilOther: an error of the other leaves the first running.
            return Mono.firstWithSignal(read, end);
        }

        /** Cancels all that is read. */
        public void end() {
            cancelled.tryEmitError(new Unavailable("nobody waits for the answer any more"));
        }
    }
}

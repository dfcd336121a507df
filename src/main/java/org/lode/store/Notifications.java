package org.lode.store;

import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Tells what PostgreSQL is notified of, over a connection of its own. */
public final class Notifications {
    private static final Duration BEAT = Duration.ofSeconds(1);

    private final PostgresqlConnectionFactory connections;

    Notifications(PostgresqlConnectionFactory connections) {
        this.connections = connections;
    }

    /**
     * What comes on a channel, an identifier of ours: an empty text once the server listens, then each payload.
     *
     * <p>Ends with an error within two seconds when the connection is lost, and at once where the server cannot listen, such as
     * a replica.
     */
    public Flux<String> on(String channel) {
        return Flux.usingWhen(
                connections.create(),
                connection -> heard(connection, channel),
                // One that is lost cannot be closed in good order.
                connection -> connection.close().onErrorComplete());
    }

    private static Flux<String> heard(PostgresqlConnection connection, String channel) {
        Flux<String> listening = connection
                .createStatement("listen " + channel)
                .execute()
                .flatMap(result -> result.getRowsUpdated())
                .thenMany(Flux.just(""));
        Flux<String> payloads = connection
                .getNotifications()
                .map(notification -> notification.getParameter() == null ? "" : notification.getParameter());
        return Flux.merge(payloads, listening, lost(connection));
    }

    /** Nothing, and an error once the connection does not answer. */
    private static Flux<String> lost(PostgresqlConnection connection) {
        return Flux.interval(BEAT)
                .concatMap(beat -> connection.validate(ValidationDepth.REMOTE).timeout(BEAT))
                .flatMap(alive ->
                        alive ? Mono.<String>empty() : Mono.error(new IllegalStateException("connection lost")));
    }
}

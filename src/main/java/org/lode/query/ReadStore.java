package org.lode.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTimeoutException;
import io.r2dbc.spi.R2dbcTransientResourceException;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import java.util.List;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.lode.failure.BadInput;
import org.lode.failure.Unavailable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** Runs statements of jOOQ on the reading connections, values bound and rows streamed. */
public final class ReadStore {
    private static final DSLContext RENDER =
            DSL.using(SQLDialect.POSTGRES, new Settings().withRenderNamedParamPrefix("$"));

    private final ConnectionFactory connections;

    public ReadStore(ConnectionFactory connections) {
        this.connections = connections;
    }

    /** The rows of one statement, each read by {@code mapper} while it is current. */
    public <T> Flux<T> read(Query query, Function<Readable, T> mapper) {
        return Flux.usingWhen(connections.create(), connection -> run(connection, query, mapper), Connection::close)
                .onErrorMap(ReadStore::outOfReach, ReadStore::unavailable);
    }

    /** Whether the database could not be reached, was lost or had no connection left in time. */
    private static boolean outOfReach(Throwable thrown) {
        return thrown instanceof R2dbcTransientResourceException
                || thrown instanceof R2dbcNonTransientResourceException
                || thrown instanceof R2dbcTimeoutException;
    }

    private static Unavailable unavailable(Throwable thrown) {
        return new Unavailable("the database cannot be reached now (expected: try again shortly)", thrown);
    }

    private static <T> Publisher<T> run(Connection connection, Query query, Function<Readable, T> mapper) {
        Statement statement = connection.createStatement(RENDER.renderNamedParams(query));
        List<Object> values = RENDER.extractBindValues(query);
        for (int i = 0; i < values.size(); i++) {
            requireText(values.get(i));
            statement.bind(i, values.get(i));
        }
        return Flux.from(statement.execute()).concatMap(result -> result.map(mapper));
    }

    /** Text that is no text to PostgreSQL can only have come with the request. */
    private static void requireText(Object bound) {
        for (Object value : bound instanceof Object[] several ? several : new Object[] {bound}) {
            if (value instanceof String text
                    && (text.indexOf(0) >= 0 || !UTF_8.newEncoder().canEncode(text))) {
                String shown = new String(text.getBytes(UTF_8), UTF_8).replace('\0', '\uFFFD');
                throw new BadInput("text", shown, "characters of Unicode, without U+0000");
            }
        }
    }
}

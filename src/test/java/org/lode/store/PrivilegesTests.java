package org.lode.store;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.lode.model.Failure.StartFailed;
import org.lode.store.Database.Server;
import org.lode.support.FreshDataFolder;

/** Users of an external database that lack rights. The role of readers belongs to a whole server, so one test has its own. */
class PrivilegesTests {
    private static final String NAME = "lode.database.url: postgresql://host/db";

    @Test
    void anOwnerNeedsTwoStatementsAndTheFailureGivesThem() throws SQLException {
        Path folder = FreshDataFolder.unpacked();
        try (EmbeddedDatabase database = EmbeddedDatabase.start(folder)) {
            DataSource administrator = Connections.writable(database.server());
            run(administrator, "create role partner login password 'secret'", "create database minerals owner partner");
            DataSource owner = Connections.writable(as(database.server(), "minerals", "partner"));
            StartFailed failure = catchThrowableOfType(StartFailed.class, () -> Schema.prepare(owner, NAME));
            Assertions.assertThat(failure)
                    .hasMessage(NAME
                            + ": the user partner lacks rights (expected: these statements of an administrator first:"
                            + " create role lode_reader nologin; grant lode_reader to partner;)");
            // A failure made nothing.
            run(owner, "create schema lode", "drop schema lode");
            run(administrator, "create role lode_reader nologin", "grant lode_reader to partner");
            Schema.prepare(owner, NAME);
            run(owner, "set role lode_reader", "select from lode.release");
            Schema.prepare(owner, NAME);
        }
        FreshDataFolder.delete(folder);
    }

    @Test
    void aUserThatMayNotMakeTablesIsGivenTheStatements() throws SQLException {
        Server server = TestDatabase.empty();
        DataSource administrator = Connections.writable(server);
        String user = "User of " + server.database();
        run(administrator, "create role \"%s\" login password 'secret'".formatted(user));
        try {
            DataSource source = Connections.writable(as(server, server.database(), user));
            assertThatThrownBy(() -> Schema.prepare(source, NAME))
                    .isInstanceOf(StartFailed.class)
                    .hasMessage(NAME
                            + ": the user %s lacks rights (expected: these statements of an administrator first: grant lode_reader to \"%s\"; grant create on database %s to \"%s\";)"
                                    .formatted(user, user, server.database(), user));
            run(
                    administrator,
                    "grant lode_reader to \"%s\"".formatted(user),
                    "create schema lode authorization \"%s\"".formatted(user));
            assertThatThrownBy(() -> Schema.prepare(source, NAME))
                    .isInstanceOf(StartFailed.class)
                    .hasMessage(NAME
                            + ": the extension pg_trgm is missing, and this user may not"
                            + " create it (expected: \"create extension pg_trgm\" done by the owner of the database, or the"
                            + " right to CREATE in it)");
            run(administrator, "create extension pg_trgm schema public", "create extension unaccent schema public");
            assertThatCode(() -> Schema.prepare(source, NAME)).doesNotThrowAnyException();
        } finally {
            run(administrator, "drop owned by \"%s\"".formatted(user), "drop role \"%s\"".formatted(user));
        }
    }

    @Test
    void theExtensionsMayBeInAnotherSchema() throws SQLException {
        Server server = TestDatabase.empty();
        DataSource owner = Connections.writable(server);
        run(
                owner,
                "create schema theirs",
                "create extension pg_trgm schema theirs",
                "create extension unaccent schema theirs");
        Schema.prepare(owner, "a test");
        run(
                owner,
                "set role lode_reader",
                "set search_path = lode",
                "select search_resembles('lynass', 'lynas'), search_similarity('a', 'b'), search_distance('a', 'b')");
    }

    private static Server as(Server server, String database, String user) {
        return new Server(server.primary(), List.of(server.primary()), database, user, "secret", server.sslMode());
    }

    private static void run(DataSource source, String... statements) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}

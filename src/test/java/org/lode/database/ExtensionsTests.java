package org.lode.database;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.lode.failure.StartFailed;

class ExtensionsTests {

    @Test
    void aUserThatMayNotCreateThemIsToldWhatIsMissing() throws SQLException {
        Server server = TestDatabase.empty();
        DataSource owner = Connections.loading(server);
        String user = "user_of_" + server.database();
        run(owner, "create role " + user + " login password 'secret'");
        try {
            DataSource source = Connections.loading(new Server(
                    server.primary(), server.readers(), server.database(), user, "secret", server.sslMode()));
            assertThatThrownBy(() -> Schema.prepare(source, "lode.database.url: postgresql://host/db"))
                    .isInstanceOf(StartFailed.class)
                    .hasMessage(
                            "lode.database.url: postgresql://host/db: the extension pg_trgm is missing, and this user may not"
                                    + " create it (expected: \"create extension pg_trgm\" done by the owner of the database, or the"
                                    + " right to CREATE in it)");
            run(owner, "create extension pg_trgm schema public", "create extension unaccent schema public");
            assertThatCode(() -> Extensions.check(source, "a test")).doesNotThrowAnyException();
        } finally {
            run(owner, "drop role " + user);
        }
    }

    @Test
    void theyMayBeInAnotherSchema() throws SQLException {
        Server server = TestDatabase.empty();
        DataSource owner = Connections.loading(server);
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

    private static void run(DataSource source, String... statements) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}

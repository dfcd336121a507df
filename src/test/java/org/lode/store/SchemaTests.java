package org.lode.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.R2dbcException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lode.model.Failure.StartFailed;
import org.lode.store.Database.DatabaseSettings;
import org.lode.store.Database.Server;
import reactor.core.publisher.Flux;
import reactor.netty.resources.LoopResources;

class SchemaTests {

    @Test
    void preparingTwiceChangesNothing() throws SQLException {
        DataSource source = TestDatabase.fresh();
        assertThatCode(() -> Schema.prepare(source, "a test")).doesNotThrowAnyException();
    }

    @Test
    void anExternalServerIsUsedAndLeftRunning() throws SQLException {
        Server server = TestDatabase.empty();
        DatabaseSettings settings = new DatabaseSettings(
                "nowhere",
                new DatabaseSettings.External(
                        "jdbc:postgresql://%s/%s?sslmode=disable".formatted(server.primary(), server.database()),
                        server.username(),
                        server.password(),
                        List.of(),
                        Duration.ofSeconds(15)));
        try (Database database = Database.open(settings)) {
            assertThat(database.server()).isEqualTo(server);
            Schema.prepare(Connections.writable(database.server()), database.name());
        }
        assertThat(read(server, "select count(*)::text from release")).containsExactly("0");
        assertThat(Path.of("nowhere")).doesNotExist();
    }

    @Test
    void aSchemaOfANewerLodeIsRefused() throws SQLException {
        DataSource source = TestDatabase.fresh();
        run(
                source,
                "insert into flyway_schema_history select 99, '99', 'later', 'SQL', 'V99__later.sql', 1, 'x', now(), 1, true");
        String expected =
                "lode.database.url: postgresql://host/db: its tables have version 99, of a newer Lode (expected: %s or lower;"
                        + " update Lode, or give it another database)";
        assertThatThrownBy(() -> Schema.prepare(source, "lode.database.url: postgresql://host/db"))
                .isInstanceOf(StartFailed.class)
                .hasMessage(expected.formatted(newest()));
        assertThatThrownBy(() -> Schema.check(source, "lode.database.url: postgresql://host/db"))
                .isInstanceOf(StartFailed.class)
                .hasMessage(expected.formatted(newest()));
    }

    /** A check of the rows must not update the tables: an older Lode could not use them any more. */
    @Test
    void aSchemaOfAnOlderLodeIsNotChangedByACheck() throws SQLException {
        DataSource source = TestDatabase.fresh();
        run(
                source,
                "drop index lode.change_log_release",
                "alter table lode.change_log drop column line",
                "drop table lode.repair",
                "delete from flyway_schema_history where version::int > 6");
        assertThatThrownBy(() -> Schema.check(source, "lode.data-dir: /srv/lode"))
                .isInstanceOf(StartFailed.class)
                .hasMessageMatching(Pattern.quote(
                                "lode.data-dir: /srv/lode: its tables have version 6, of an older Lode (expected: version ")
                        + "[0-9]+; start this Lode on it, or use the older one\\)");
        run(source, "create table lode.repair (n integer)", "drop table lode.repair");
        Schema.prepare(source, "lode.data-dir: /srv/lode");
        Schema.check(source, "lode.data-dir: /srv/lode");
    }

    @Test
    void aDatabaseWithoutTablesIsNotChangedByACheck() throws SQLException {
        DataSource source = Connections.writable(TestDatabase.empty());
        assertThatThrownBy(() -> Schema.check(source, "lode.data-dir: /srv/lode"))
                .isInstanceOf(StartFailed.class)
                .hasMessage(
                        "lode.data-dir: /srv/lode holds no tables of Lode (expected: a database that a Lode has filled)");
        run(source, "create schema lode");
    }

    /** The version that the migrations of this build lead to. */
    private static int newest() {
        try (Stream<Path> files = Files.list(Path.of("schema", "postgres"))) {
            return (int) files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aSchemaThatSomebodyElseMadeIsRefused() throws SQLException {
        DataSource source = Connections.writable(TestDatabase.empty());
        run(source, "create schema lode", "create table lode.theirs (id text)");
        assertRefused(source, "non-empty schema");
    }

    @Test
    void aMigrationThatFailsIsToldInOneLine() throws SQLException {
        DataSource source = TestDatabase.fresh();
        run(source, "update flyway_schema_history set checksum = 1 where version = '1'");
        assertRefused(source, "checksum");
    }

    private static void assertRefused(DataSource source, String why) {
        assertThatThrownBy(() -> Schema.prepare(source, "lode.database.url: postgresql://host/db"))
                .isInstanceOf(StartFailed.class)
                .hasMessageStartingWith(
                        "lode.database.url: postgresql://host/db: the schema \"lode\" does not fit this Lode: ")
                .hasMessageContaining(why)
                .hasMessageContaining("expected: ")
                .message()
                .doesNotContain("\n");
    }

    private static void run(DataSource source, String... statements) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into lode.leaf values ('x', 'y')",
                "delete from lode.projects",
                "set transaction read write; delete from lode.projects",
                "create table lode.mine (id text)",
                "create temporary table mine (id text)",
                "create role mine"
            })
    void readingConnectionsCannotWrite(String sql) throws SQLException {
        Server server = TestDatabase.empty();
        Schema.prepare(Connections.writable(server), "a test");
        assertThatThrownBy(() -> read(server, sql)).isInstanceOf(R2dbcException.class);
    }

    @Test
    void readingConnectionsReadAsTheReaderAndFindTheTables() throws SQLException {
        Server server = TestDatabase.empty();
        Schema.prepare(Connections.writable(server), "a test");
        assertThat(read(server, "select current_user::text || ' ' || count(*) from projects"))
                .containsExactly("lode_reader 0");
    }

    private static List<String> read(Server server, String sql) {
        LoopResources loops = Connections.loops();
        ConnectionFactory connections = Connections.single(Connections.readOnly(server, loops, Duration.ofSeconds(15)));
        try {
            return Flux.usingWhen(
                            connections.create(),
                            connection -> Flux.from(
                                            connection.createStatement(sql).execute())
                                    .concatMap(result -> result.map(row -> String.valueOf(row.get(0, String.class)))),
                            connection -> connection.close())
                    .collectList()
                    .blockOptional(Duration.ofSeconds(20))
                    .orElseThrow();
        } finally {
            loops.dispose();
        }
    }
}

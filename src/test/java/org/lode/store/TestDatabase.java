package org.lode.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.lode.store.Database.Address;
import org.lode.store.Database.Server;
import org.lode.support.FreshDataFolder;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.SpringApplication;

/**
 * One PostgreSQL for all tests of a run, with as many databases as they want.
 *
 * <p>Its cluster is a copy of one that a Lode filled, so the database {@code postgres} holds the bundled releases. A new
 * database is a copy of it, or of one that has the tables and no rows; neither loads a release again.
 */
public final class TestDatabase {
    private static final String BUNDLED = "postgres";
    private static final String TABLES = "test_tables";
    private static final String NOTHING = "template0";
    /** The pools of all Spring contexts that are kept. */
    private static final String CONNECTIONS = "400";

    private static @Nullable TestDatabase running;

    private final EmbeddedPostgres postgres;
    private final String password;
    private int made;

    private TestDatabase(EmbeddedPostgres postgres, String password) {
        this.postgres = postgres;
        this.password = password;
    }

    /** Returns a new database with the tables of Lode and no rows. */
    public static DataSource fresh() throws SQLException {
        return Connections.writable(running().copy(TABLES));
    }

    /** Returns a new database that holds the bundled releases. */
    public static DataSource bundled() throws SQLException {
        return Connections.writable(running().copy(BUNDLED));
    }

    /** Returns a new database with nothing in it. */
    static Server empty() throws SQLException {
        return running().copy(NOTHING);
    }

    /** Returns the address of a database in the form of {@code lode.database.url}. */
    public static String address(DataSource source) {
        PGSimpleDataSource database = (PGSimpleDataSource) source;
        return "jdbc:postgresql://localhost:%d/%s".formatted(database.getPortNumbers()[0], database.getDatabaseName());
    }

    /** Returns the password of the superuser. */
    public static String password() throws SQLException {
        return running().password;
    }

    /** Brings the tables of a database to the form that Lode needs. */
    public static void prepare(DataSource source) {
        Schema.prepare(source, "a test");
    }

    private static synchronized TestDatabase running() throws SQLException {
        if (running == null) {
            running = start(FreshDataFolder.filled());
        }
        return running;
    }

    private static TestDatabase start(Path folder) throws SQLException {
        try {
            String password = Files.readString(folder.resolve("postgres.password"));
            EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                    .setDataDirectory(folder.resolve("postgres"))
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setOverrideWorkingDirectory(folder.resolve("binaries").toFile())
                    .setPgBinaryResolver(new DataFolder.Binaries(folder.resolve("binaries")))
                    .setPGStartupWait(Duration.ofMinutes(2))
                    .setConnectConfig("password", password)
                    .setOutputRedirector(
                            Redirect.appendTo(folder.resolve("postgres.log").toFile()))
                    .setServerConfig("listen_addresses", "localhost")
                    .setServerConfig("unix_socket_directories", "")
                    .setServerConfig("max_connections", CONNECTIONS)
                    .setServerConfig("shared_buffers", "256MB")
                    .setServerConfig("work_mem", "16MB")
                    .setServerConfig("jit", "off")
                    .setServerConfig("scram_iterations", "1")
                    // Nothing in it outlives the run.
                    .setServerConfig("fsync", "off")
                    .setServerConfig("full_page_writes", "off")
                    .setServerConfig("synchronous_commit", "off")
                    .start();
            SpringApplication.getShutdownHandlers().add(() -> stop(postgres, folder));
            TestDatabase database = new TestDatabase(postgres, password);
            database.execute("create database %s template %s".formatted(TABLES, NOTHING));
            prepare(Connections.writable(database.server(TABLES)));
            return database;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void stop(EmbeddedPostgres postgres, Path folder) {
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            FreshDataFolder.delete(folder);
        }
    }

    private synchronized Server copy(String template) throws SQLException {
        made++;
        String name = "test_" + made;
        execute("create database %s template %s strategy file_copy".formatted(name, template));
        return server(name);
    }

    /** Nobody else may be connected to a database that is copied, so this connects to another one. */
    private void execute(String sql) throws SQLException {
        try (Connection connection = Connections.writable(server("template1")).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Server server(String database) {
        Address address = new Address("localhost", postgres.getPort());
        return new Server(address, List.of(address), database, "postgres", password, "disable");
    }
}

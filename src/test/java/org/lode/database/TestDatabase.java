package org.lode.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/** One embedded PostgreSQL for all tests of a run, and as many empty databases in it as they want. */
public final class TestDatabase {
    private static final AtomicInteger MADE = new AtomicInteger();
    private static @Nullable EmbeddedDatabase running;

    private TestDatabase() {}

    /** A new database with the tables of Lode and nothing in them. */
    public static DataSource fresh() throws SQLException {
        DataSource source = Connections.loading(empty());
        Schema.prepare(source, "a test");
        return source;
    }

    /** The address of a database, as a setting of Lode has it. */
    public static String address(DataSource source) {
        PGSimpleDataSource database = (PGSimpleDataSource) source;
        return "jdbc:postgresql://localhost:%d/%s".formatted(database.getPortNumbers()[0], database.getDatabaseName());
    }

    /** The password of the superuser. */
    public static String password() throws SQLException {
        return running().server().password();
    }

    /** Brings the tables of a database to the form that Lode needs. */
    public static void prepare(DataSource source) {
        Schema.prepare(source, "a test");
    }

    /** A new database with nothing in it. */
    static Server empty() throws SQLException {
        Server server = running().server();
        String name = "test_" + MADE.incrementAndGet();
        try (Connection connection = Connections.loading(server).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        return new Server(
                server.primary(), server.readers(), name, server.username(), server.password(), server.sslMode());
    }

    /** Turns down what would drown the results of tests. */
    static void quiet() {
        LoggingSystem system = LoggingSystem.get(TestDatabase.class.getClassLoader());
        system.setLogLevel("io.zonky", LogLevel.WARN);
        system.setLogLevel("org.flywaydb", LogLevel.WARN);
        system.setLogLevel("org.jooq", LogLevel.WARN);
    }

    private static synchronized EmbeddedDatabase running() throws SQLException {
        if (running == null) {
            quiet();
            EmbeddedDatabase started =
                    EmbeddedDatabase.start(Path.of("target", "test-database").toAbsolutePath());
            Runtime.getRuntime().addShutdownHook(new Thread(started::close));
            clear(Connections.loading(started.server()));
            running = started;
        }
        return running;
    }

    /** Drops what an earlier run left. */
    private static void clear(DataSource source) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            try (ResultSet rows =
                    statement.executeQuery("select datname from pg_database where datname like 'test\\_%'")) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
            for (String name : names) {
                statement.execute("drop database " + name);
            }
        }
    }
}

package org.lode.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.postgresql.ds.PGSimpleDataSource;

/** The one PostgreSQL that all servers read from. Its settings are those of the one that Lode embeds, with more connections. */
final class Postgres implements AutoCloseable {
    static final String DATABASE = "postgres";
    static final String USER = "postgres";
    private static final Map<String, String> CONFIGURATION = Map.of(
            "listen_addresses", "localhost",
            "unix_socket_directories", "",
            "max_connections", "200",
            "shared_buffers", "512MB",
            "work_mem", "16MB",
            "maintenance_work_mem", "256MB",
            "max_wal_size", "2GB",
            "jit", "off",
            "fsync", "off",
            "synchronous_commit", "off");

    private final Path data;
    private final EmbeddedPostgres postgres;

    private Postgres(Path data, EmbeddedPostgres postgres) {
        this.data = data;
        this.postgres = postgres;
    }

    static Postgres start(Path folder) throws IOException {
        Path data = folder.resolve("postgres");
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setOverrideWorkingDirectory(folder.resolve("binaries").toFile())
                .setPGStartupWait(Duration.ofMinutes(1))
                .setOutputRedirector(
                        Redirect.appendTo(folder.resolve("postgres.log").toFile()))
                .setLocaleConfig("locale", "C")
                .setLocaleConfig("locale-provider", "builtin")
                .setLocaleConfig("builtin-locale", "C.UTF-8");
        CONFIGURATION.forEach(builder::setServerConfig);
        return new Postgres(data, builder.start());
    }

    /** How many connections each server may have: as many as Lode's pool. */
    static int connections() {
        return 2 * Runtime.getRuntime().availableProcessors() + 4;
    }

    int port() {
        return postgres.getPort();
    }

    String address() {
        return "jdbc:postgresql://localhost:%d/%s".formatted(port(), DATABASE);
    }

    Connection connection() throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(address());
        source.setUser(USER);
        source.setCurrentSchema("lode");
        return source.getConnection();
    }

    void run(String statements) throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }

    /** The first column of a query, as text. */
    List<String> texts(String query) throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }

    /** The process that all others of this server descend from. */
    long pid() {
        try {
            return Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid"))
                    .getFirst()
                    .strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }
}

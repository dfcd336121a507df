package org.lode.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.lode.model.Failure;
import org.lode.model.Failure.DiskFull;
import org.lode.model.Failure.StartFailed;
import org.lode.store.Database.Server;

/** The PostgreSQL that Lode carries with it. It runs as long as Lode does. */
final class EmbeddedDatabase implements Database {
    static final String SUPERUSER = "postgres";
    /** Recovery after a crash may take minutes; a PostgreSQL that ends is noticed at once. */
    private static final Duration START_TIMEOUT = Duration.ofMinutes(5);

    private static final Duration INTERVAL = Duration.ofMillis(20);

    /** The lock file of the library in the data folder of PostgreSQL. The library keeps it when a start fails. */
    private static final String LIBRARY_LOCK = "epg-lock";

    /** Lets the library choose a free port. */
    private static final int ANY_PORT = 0;

    private static final Map<String, String> CONFIGURATION = Map.ofEntries(
            Map.entry("listen_addresses", "localhost"),
            Map.entry("unix_socket_directories", ""),
            Map.entry("max_connections", "50"),
            Map.entry("shared_buffers", "128MB"),
            Map.entry("work_mem", "16MB"),
            Map.entry("maintenance_work_mem", "64MB"),
            Map.entry("max_wal_size", "512MB"),
            Map.entry("jit", "off"),
            // The password is random and long: no number of rounds makes it harder to guess, and each connection pays
            // for them.
            Map.entry("scram_iterations", "1"),
            // The library that starts PostgreSQL is made for tests and turns both off.
            Map.entry("fsync", "on"),
            Map.entry("synchronous_commit", "on"));

    private final DataFolder folder;
    private final Server server;
    private volatile EmbeddedPostgres postgres;

    private EmbeddedDatabase(DataFolder folder, EmbeddedPostgres postgres, String password) {
        this.folder = folder;
        this.postgres = postgres;
        this.server = Server.embedded(postgres.getPort(), password);
    }

    static EmbeddedDatabase start(Path path) {
        DataFolder folder = DataFolder.hold(path);
        try {
            return start(folder);
        } catch (StartFailed e) {
            folder.close();
            throw e;
        } catch (IOException | SQLException | RuntimeException | ExceptionInInitializerError e) {
            folder.close();
            throw startFailure(folder, e);
        }
    }

    /** Returns the failure of a PostgreSQL that does not start. */
    private static Failure startFailure(DataFolder folder, Throwable e) {
        return DatabaseFailures.isDiskFull(e) || folder.isDiskFull()
                ? new DiskFull(name(folder), e)
                : new StartFailed(
                        "%s: PostgreSQL does not start: %s (see %s)"
                                .formatted(name(folder), Schema.line(e), folder.log()),
                        e);
    }

    private static EmbeddedDatabase start(DataFolder folder) throws IOException, SQLException {
        folder.binaries().discardIncomplete();
        stopProcesses(folder);
        boolean first = !folder.isReady();
        if (first) {
            folder.beginFirstStart();
        }
        try {
            EmbeddedDatabase database = new EmbeddedDatabase(folder, postgres(folder, ANY_PORT), folder.password());
            if (first) {
                database.protect();
            }
            folder.finishStart();
            return database;
        } catch (IOException | SQLException | RuntimeException e) {
            // No one else stops the processes that run by now. An interrupt has had its effect, and must not end this.
            Thread.interrupted();
            stopProcesses(folder);
            throw e;
        }
    }

    private static void stopProcesses(DataFolder folder) throws IOException {
        PostgresProcesses.stop(folder.data(), folder.binaries().folder());
    }

    private static EmbeddedPostgres postgres(DataFolder folder, int port) throws IOException {
        folder.startLog();
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(folder.data())
                .setCleanDataDirectory(false)
                .setPort(port)
                .setRegisterShutdownHook(false)
                .setOverrideWorkingDirectory(folder.binaries().folder().toFile())
                .setPgBinaryResolver(folder.binaries())
                .setPGStartupWait(START_TIMEOUT)
                .setConnectConfig("password", folder.password())
                .setOutputRedirector(Redirect.appendTo(folder.log().toFile()))
                // The order of text must not depend on the locale of the machine.
                .setLocaleConfig("locale", "C")
                .setLocaleConfig("locale-provider", "builtin")
                .setLocaleConfig("builtin-locale", "C.UTF-8");
        CONFIGURATION.forEach(builder::setServerConfig);
        return startUnlessItEnds(builder, folder);
    }

    /** Starts PostgreSQL. Fails as soon as its process has ended, where the library would wait until the timeout. */
    private static EmbeddedPostgres startUnlessItEnds(EmbeddedPostgres.Builder builder, DataFolder folder)
            throws IOException {
        Thread starter = Thread.currentThread();
        AtomicBoolean ended = new AtomicBoolean();
        BackgroundTask watch = BackgroundTask.start("lode-postgres-start", () -> {
            Path binaries = folder.binaries().folder();
            while (!PostgresProcesses.isStarting(binaries)) {
                Thread.sleep(INTERVAL);
            }
            while (PostgresProcesses.isStarting(binaries) || process(folder).isPresent()) {
                Thread.sleep(INTERVAL);
            }
            ended.set(true);
            // The library then returns as if PostgreSQL had started.
            starter.interrupt();
        });
        EmbeddedPostgres postgres;
        try {
            postgres = builder.start();
        } finally {
            watch.stop();
        }
        if (ended.get()) {
            Thread.interrupted();
            postgres.close();
            throw new IOException("it ends at once");
        }
        return postgres;
    }

    /** Sets the password of the superuser, and requires it. Until now every user of this machine can connect. */
    private void protect() throws IOException, SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                PreparedStatement change =
                        connection.prepareStatement("select format('alter role %I password %L', ?, ?)");
                Statement statement = connection.createStatement()) {
            change.setString(1, SUPERUSER);
            change.setString(2, server.password());
            try (ResultSet sql = change.executeQuery()) {
                sql.next();
                statement.execute(sql.getString(1));
            }
            folder.requirePassword();
            statement.execute("select pg_reload_conf()");
        }
    }

    /** Returns the process that accepts connections, the postmaster; empty when it has ended. */
    Optional<ProcessHandle> process() {
        return process(folder);
    }

    private static Optional<ProcessHandle> process(DataFolder folder) {
        try {
            return PostgresProcesses.process(folder.data());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts PostgreSQL again on the same port, after its process has ended. Stops processes that are left over first.
     *
     * @throws StartFailed or DiskFull when it does not start; the folder stays held, so this may be called again
     */
    void restart() {
        try {
            // Lets go of the lock file, which the library takes again.
            postgres.close();
            stopProcesses(folder);
            Files.deleteIfExists(folder.data().resolve(LIBRARY_LOCK));
            postgres = postgres(folder, server.primary().port());
        } catch (IOException | RuntimeException e) {
            throw startFailure(folder, e);
        }
    }

    /** Returns the file that PostgreSQL writes its log to. */
    Path log() {
        return folder.log();
    }

    @Override
    public boolean isDiskFull() {
        return folder.isDiskFull();
    }

    @Override
    public Server server() {
        return server;
    }

    @Override
    public String name() {
        return name(folder);
    }

    private static String name(DataFolder folder) {
        return "lode.data-dir: " + folder.path();
    }

    @Override
    public void close() {
        if (!folder.isHeld()) {
            // By now it may belong to another Lode.
            return;
        }
        boolean interrupted = Thread.interrupted();
        try (folder) {
            postgres.close();
            // The library waits for a few seconds, and fails quietly.
            stopProcesses(folder);
        } catch (IOException e) {
            throw new IllegalStateException("cannot stop PostgreSQL in " + folder.path(), e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

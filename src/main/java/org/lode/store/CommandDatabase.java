package org.lode.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import javax.sql.DataSource;
import org.lode.model.Failure;
import org.lode.model.Failure.StartFailed;
import org.lode.store.Database.DatabaseSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The database of a command that runs beside the server. An embedded PostgreSQL is started for the command when none runs. */
public final class CommandDatabase implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CommandDatabase.class);
    private static final int CLOSE_SECONDS = 60;

    private final Database database;
    private final DataSource source;
    private final ShutdownHook hook;

    private CommandDatabase(Database database, ShutdownHook hook) {
        this.database = database;
        this.source = Connections.writable(database.server());
        this.hook = hook;
    }

    /** Has a signal interrupt the thread of the command, and wait until the database is closed. */
    private static final class ShutdownHook implements AutoCloseable {
        private final CountDownLatch closed = new CountDownLatch(1);
        private final Thread command = Thread.currentThread();
        private final Thread hook = new Thread(this::end, "lode-end");

        ShutdownHook() {
            Runtime.getRuntime().addShutdownHook(hook);
        }

        private void end() {
            command.interrupt();
            try {
                LOG.debug("the database is closed: {}", closed.await(CLOSE_SECONDS, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                LOG.debug("the close of the database was not waited for", e);
            }
        }

        @Override
        public void close() {
            closed.countDown();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                LOG.debug("the hook runs already", e);
            }
        }
    }

    /** Opens the database that the settings name, and changes nothing. Fails when there is none, or one of another version of Lode. */
    public static CommandDatabase existing(DatabaseSettings settings) {
        Path folder = settings.folder();
        if (settings.database().url().isBlank() && !Files.exists(folder.resolve("postgres.state"))) {
            throw new StartFailed("lode.data-dir: %s holds no database (expected: a folder that a Lode has run in)"
                    .formatted(folder));
        }
        return open(settings, Schema::check);
    }

    /** Opens the database that the settings name, and updates its tables. Makes an embedded one where there is none. */
    public static CommandDatabase existingOrNew(DatabaseSettings settings) {
        return open(settings, Schema::prepare);
    }

    private static CommandDatabase open(DatabaseSettings settings, BiConsumer<DataSource, String> schema) {
        ShutdownHook hook = new ShutdownHook();
        CommandDatabase opened;
        try {
            opened = new CommandDatabase(
                    settings.database().url().isBlank()
                            ? embedded(settings.folder())
                            : Database.ExternalServer.of(settings.database()),
                    hook);
        } catch (RuntimeException e) {
            hook.close();
            throw e;
        }
        try {
            schema.accept(opened.source, opened.database.name());
            return opened;
        } catch (StartFailed e) {
            Failure cause = opened.cause(e);
            opened.close();
            throw cause;
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private static Database embedded(Path folder) {
        try {
            return EmbeddedDatabase.start(folder);
        } catch (StartFailed e) {
            return Database.Running.in(folder).orElseThrow(() -> e);
        }
    }

    /** Returns the failure that an operator has to know of: a full disk, if that is why another failure happened. */
    public Failure cause(Failure failure) {
        return database.cause(failure);
    }

    /** Returns connections that can write. */
    public DataSource source() {
        return source;
    }

    @Override
    public void close() {
        try (hook) {
            database.close();
        }
    }
}

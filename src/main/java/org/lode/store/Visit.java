package org.lode.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import javax.sql.DataSource;
import org.lode.model.Failure.StartFailed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A look at a database beside the server: connected to where one runs, started for as long as the look takes where none does. */
public final class Visit implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Visit.class);
    private static final int PATIENCE_SECONDS = 60;

    private final Database database;
    private final DataSource source;
    private final Ending ending;

    private Visit(Database database, Ending ending) {
        this.database = database;
        this.source = Connections.loading(database.server());
        this.ending = ending;
    }

    /** Has a signal interrupt the thread that visits, and wait until the visit is over. */
    private static final class Ending implements AutoCloseable {
        private final CountDownLatch over = new CountDownLatch(1);
        private final Thread visitor = Thread.currentThread();
        private final Thread hook = new Thread(this::end, "lode-end");

        Ending() {
            Runtime.getRuntime().addShutdownHook(hook);
        }

        private void end() {
            visitor.interrupt();
            try {
                LOG.debug("the visit is over: {}", over.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                LOG.debug("the visit was not waited for", e);
            }
        }

        @Override
        public void close() {
            over.countDown();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                LOG.debug("the hook runs already", e);
            }
        }
    }

    /** Opens the database that the settings name, as it is; fails when there is none, or one of another version of Lode. */
    public static Visit of(DatabaseSettings settings) {
        Path folder = settings.folder();
        if (settings.database().url().isBlank() && !Files.exists(folder.resolve("postgres.state"))) {
            throw new StartFailed("lode.data-dir: %s holds no database (expected: a folder that a Lode has run in)"
                    .formatted(folder));
        }
        return open(settings, Schema::check);
    }

    /** Opens the database that the settings name, and updates its tables. Makes an embedded one where there is none. */
    public static Visit orFirst(DatabaseSettings settings) {
        return open(settings, Schema::prepare);
    }

    private static Visit open(DatabaseSettings settings, BiConsumer<DataSource, String> schema) {
        Ending ending = new Ending();
        Visit visit;
        try {
            visit = new Visit(
                    settings.database().url().isBlank()
                            ? embedded(settings.folder())
                            : ExternalDatabase.of(settings.database()),
                    ending);
        } catch (RuntimeException e) {
            ending.close();
            throw e;
        }
        try {
            schema.accept(visit.source, visit.database.name());
            return visit;
        } catch (RuntimeException e) {
            visit.close();
            throw e;
        }
    }

    private static Database embedded(Path folder) {
        try {
            return EmbeddedDatabase.start(folder);
        } catch (StartFailed e) {
            return RunningDatabase.in(folder).orElseThrow(() -> e);
        }
    }

    /** What failures call the database. */
    public String name() {
        return database.name();
    }

    /** Connections that can write. */
    public DataSource source() {
        return source;
    }

    @Override
    public void close() {
        try (ending) {
            database.close();
        }
    }
}

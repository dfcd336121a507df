package org.lode.database;

import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.lode.failure.StartFailed;

/** A look at a database beside the server: connected to where one runs, started for as long as the look takes where none does. */
public final class Visit implements AutoCloseable {
    private final Database database;
    private final DataSource source;

    private Visit(Database database) {
        this.database = database;
        this.source = Connections.loading(database.server());
    }

    /** Opens the database that the settings name; fails when there is none. */
    public static Visit of(DatabaseSettings settings) {
        Path folder = settings.folder();
        if (settings.database().url().isBlank() && !Files.exists(folder.resolve("postgres.state"))) {
            throw new StartFailed("lode.data-dir: %s holds no database (expected: a folder that a Lode has run in)"
                    .formatted(folder));
        }
        return orFirst(settings);
    }

    /** Opens the database that the settings name, and makes an embedded one where there is none. */
    public static Visit orFirst(DatabaseSettings settings) {
        Visit visit = new Visit(
                settings.database().url().isBlank()
                        ? embedded(settings.folder())
                        : ExternalDatabase.of(settings.database()));
        try {
            Schema.prepare(visit.source, visit.database.name());
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

    /** Connections that can write. */
    public DataSource source() {
        return source;
    }

    @Override
    public void close() {
        database.close();
    }
}

package org.lode.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.lode.failure.StartFailed;

/** Brings the tables of a database to the form that this Lode needs. */
final class Schema {
    private static final int OLDEST = 15;
    private static final int NEWEST = 18;

    private Schema() {}

    /** Checks the server and makes or updates the tables; fails with one line when either cannot be. */
    static void prepare(DataSource source, String name) {
        checkVersion(source, name);
        Extensions.check(source, name);
        try {
            Flyway.configure()
                    .dataSource(source)
                    .schemas(Connections.SCHEMA)
                    .defaultSchema(Connections.SCHEMA)
                    .createSchemas(true)
                    .locations("classpath:postgres")
                    .failOnMissingLocations(true)
                    // By default a schema newer than this program would pass.
                    .ignoreMigrationPatterns(new String[0])
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new StartFailed(
                    "%s: the schema \"%s\" does not fit this Lode: %s (expected: none yet, or one that this or an older Lode made)"
                            .formatted(name, Connections.SCHEMA, line(e)),
                    e);
        }
    }

    private static void checkVersion(DataSource source, String name) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet version = statement.executeQuery("show server_version")) {
            version.next();
            String found = version.getString(1);
            int major = Integer.parseInt(found.split("[^0-9]", 2)[0]);
            if (major < OLDEST || major > NEWEST) {
                throw new StartFailed(
                        "%s: PostgreSQL %s (expected: PostgreSQL %d to %d)".formatted(name, found, OLDEST, NEWEST));
            }
        } catch (SQLException e) {
            throw new StartFailed(
                    "%s cannot be used: %s (expected: a PostgreSQL %d to %d that can be reached)"
                            .formatted(name, line(e), OLDEST, NEWEST),
                    e);
        }
    }

    /** What a failure says, in one line. */
    static String line(Exception failure) {
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return message.strip().replaceAll("\\s+", " ");
    }
}

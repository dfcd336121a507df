package org.lode.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.lode.failure.StartFailed;

/** The extensions that the tables need. The migrations create them; here is told what would keep them from it. */
final class Extensions {
    private static final String MISSING = """
            select needed.name, a.name is not null
            from unnest(array['pg_trgm', 'unaccent']) needed(name)
            left join pg_available_extensions a on a.name = needed.name
            where a.installed_version is null
              and (a.name is null or not has_database_privilege(current_database(), 'CREATE'))
            order by needed.name
            """;

    private Extensions() {}

    /** Fails at the first extension that is neither there nor can be created. */
    static void check(DataSource source, String name) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet missing = statement.executeQuery(MISSING)) {
            if (missing.next()) {
                throw new StartFailed(missing(name, missing.getString(1), missing.getBoolean(2)));
            }
        } catch (SQLException e) {
            throw new StartFailed("%s cannot be used: %s".formatted(name, Schema.line(e)), e);
        }
    }

    private static String missing(String name, String extension, boolean available) {
        return available
                ? "%s: the extension %s is missing, and this user may not create it (expected: \"create extension %s\" done by the owner of the database, or the right to CREATE in it)"
                        .formatted(name, extension, extension)
                : "%s: the server does not have the extension %s (expected: the additional modules that come with PostgreSQL)"
                        .formatted(name, extension);
    }
}

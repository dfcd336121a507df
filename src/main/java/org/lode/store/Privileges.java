package org.lode.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.lode.model.Failure.StartFailed;

/**
 * What the user of an external database needs before the migrations run: the role of readers, the right to make the tables, and two
 * extensions.
 *
 * <p>A failure gives the SQL statements that an administrator has to run. For a user that owns the database these are two at most:
 * {@code create role lode_reader nologin} and {@code grant lode_reader to USER}.
 */
final class Privileges {
    private static final String ROLE = """
            select current_user, quote_ident(current_user), quote_ident(current_database()),
                   exists (select from pg_roles where rolname = 'lode_reader'),
                   coalesce((select pg_has_role(oid, 'MEMBER') from pg_roles where rolname = 'lode_reader'), false),
                   coalesce((select pg_has_role(oid, 'MEMBER WITH ADMIN OPTION') from pg_roles where rolname = 'lode_reader'), false),
                   rolsuper, rolcreaterole,
                   has_database_privilege(current_database(), 'CREATE') or exists (
                       select from pg_namespace
                       where nspname = 'lode' and has_schema_privilege(oid, 'CREATE'))
            from pg_roles where rolname = current_user
            """;

    private static final String EXTENSIONS = """
            select needed.name, a.name is not null
            from unnest(array['pg_trgm', 'unaccent']) needed(name)
            left join pg_available_extensions a on a.name = needed.name
            where a.installed_version is null
              and (a.name is null or not has_database_privilege(current_database(), 'CREATE'))
            order by needed.name
            """;

    private Privileges() {}

    /** Fails unless the migrations can run; names everything that an administrator has to do. */
    static void check(DataSource source, String name) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statements(statement, name);
            extensions(statement, name);
        } catch (SQLException e) {
            throw new StartFailed("%s cannot be used: %s".formatted(name, Schema.line(e)), e);
        }
    }

    private static void statements(Statement statement, String name) throws SQLException {
        try (ResultSet row = statement.executeQuery(ROLE)) {
            row.next();
            String user = row.getString(2);
            boolean there = row.getBoolean(4);
            boolean member = row.getBoolean(5);
            boolean canGrant = row.getBoolean(6) || row.getBoolean(7);
            boolean canCreate = row.getBoolean(7) || row.getBoolean(8);
            List<String> needed = new ArrayList<>();
            if (!there && !canCreate) {
                needed.add("create role lode_reader nologin");
            }
            if (there ? !member && !canGrant : !canCreate) {
                needed.add("grant lode_reader to " + user);
            }
            if (!row.getBoolean(9)) {
                needed.add("grant create on database %s to %s".formatted(row.getString(3), user));
            }
            if (!needed.isEmpty()) {
                throw new StartFailed(
                        "%s: the user %s lacks rights (expected: these statements of an administrator first: %s)"
                                .formatted(name, row.getString(1), String.join("; ", needed) + ";"));
            }
        }
    }

    private static void extensions(Statement statement, String name) throws SQLException {
        try (ResultSet missing = statement.executeQuery(EXTENSIONS)) {
            if (missing.next()) {
                throw new StartFailed(missing(name, missing.getString(1), missing.getBoolean(2)));
            }
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

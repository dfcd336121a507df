package org.lode.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.lode.model.DataPackage;
import org.lode.model.Failure.StartFailed;
import org.lode.model.Field;
import org.lode.model.Field.FieldType;
import org.lode.model.RecordKind;
import org.lode.model.Table;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/** Brings the tables of a database to the form that this Lode needs. */
final class Schema {
    private static final int OLDEST = 15;
    private static final int NEWEST = 18;

    private Schema() {}

    /** Checks the server, and makes or updates the tables. Fails with one line when either is impossible. */
    static void prepare(DataSource source, String name) {
        checkVersion(source, name);
        requireNotNewer(source, name);
        Privileges.check(source, name);
        try {
            flyway(source).migrate();
        } catch (FlywayException e) {
            throw unfit(name, e);
        }
    }

    /** Changes nothing. Fails unless the tables are there in the form that this Lode needs. */
    static void check(DataSource source, String name) {
        checkVersion(source, name);
        requireNotNewer(source, name);
        try {
            MigrationInfoService info = flyway(source).info();
            if (info.current() == null) {
                throw new StartFailed(
                        "%s holds no tables of Lode (expected: a database that a Lode has filled)".formatted(name));
            }
            if (info.pending().length > 0) {
                Object needed = info.pending()[info.pending().length - 1].getVersion();
                String expected = "version %s; start this Lode on it, or use the older one".formatted(needed);
                throw new StartFailed("%s: its tables have version %s, of an older Lode (expected: %s)"
                        .formatted(name, info.current().getVersion(), expected));
            }
        } catch (FlywayException e) {
            throw unfit(name, e);
        }
    }

    private static Flyway flyway(DataSource source) {
        return Flyway.configure()
                .dataSource(source)
                .schemas(Connections.SCHEMA)
                .defaultSchema(Connections.SCHEMA)
                .createSchemas(true)
                .locations("classpath:postgres")
                .failOnMissingLocations(true)
                // By default a schema newer than this program would pass.
                .ignoreMigrationPatterns(new String[0])
                .load();
    }

    private static void requireNotNewer(DataSource source, String name) {
        try {
            MigrationInfoService info = flyway(source).info();
            Optional<MigrationVersion> newest = Stream.of(info.all())
                    .filter(migration -> migration.getState() != MigrationState.FUTURE_SUCCESS)
                    .map(MigrationInfo::getVersion)
                    .filter(Objects::nonNull)
                    .max(Comparator.naturalOrder());
            MigrationInfo current = info.current();
            if (current != null && current.getState() == MigrationState.FUTURE_SUCCESS) {
                String own = newest.map(MigrationVersion::toString).orElse("none");
                String expected = "%s or lower; update Lode, or give it another database".formatted(own);
                throw new StartFailed("%s: its tables have version %s, of a newer Lode (expected: %s)"
                        .formatted(name, current.getVersion(), expected));
            }
        } catch (FlywayException e) {
            throw unfit(name, e);
        }
    }

    private static StartFailed unfit(String name, FlywayException e) {
        return new StartFailed(
                "%s: the schema \"%s\" does not fit this Lode: %s (expected: none yet, or one that this or an older Lode made)"
                        .formatted(name, Connections.SCHEMA, line(e)),
                e);
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

    /** Returns the message of a failure in one line. */
    static String line(Throwable failure) {
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return message.strip().replaceAll("\\s+", " ");
    }

    /**
     * What the user of an external database needs before the migrations run: the role of readers, the right to make the tables, and
     * two extensions.
     *
     * <p>A failure gives the SQL statements that an administrator has to run. For a user that owns the database these are two at most:
     * {@code create role lode_reader nologin} and {@code grant lode_reader to USER}.
     */
    private static final class Privileges {
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

        /** Fails unless the migrations can run. The message names everything that an administrator has to do. */
        private static void check(DataSource source, String name) {
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement()) {
                statements(statement, name);
                extensions(statement, name);
            } catch (SQLException e) {
                throw new StartFailed("%s cannot be used: %s".formatted(name, line(e)), e);
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

    /** Compares the tables of the database with the description of the data. */
    @Component
    static final class Agreement implements SmartInitializingSingleton {
        private static final String COLUMNS = """
                select table_name, column_name, udt_name from information_schema.columns
                where table_schema = current_schema() order by table_name, column_name
                """;

        private final DataPackage data;
        private final DataSource loading;

        Agreement(DataPackage data, DataSource loading) {
            this.data = data;
            this.loading = loading;
        }

        /** Fails with all differences, before anything is loaded or read. */
        @Override
        public void afterSingletonsInstantiated() {
            Set<String> differences = differences(data, found());
            if (!differences.isEmpty()) {
                throw new StartFailed(
                        "the database and dataset/datapackage.json disagree: " + String.join("; ", differences));
            }
        }

        /** Returns what {@code found} (table to columns with their types) lacks or has too many. */
        private static Set<String> differences(DataPackage data, Map<String, Set<String>> found) {
            Set<String> differences = new TreeSet<>();
            for (Table table : data.tables()) {
                Set<String> expected = expected(table);
                Set<String> actual = found.getOrDefault(table.name(), Set.of());
                add(differences, table, expected, actual, " is in the data package alone");
                add(differences, table, actual, expected, " is in the database alone");
            }
            return differences;
        }

        private static void add(
                Set<String> differences, Table table, Set<String> here, Set<String> there, String where) {
            here.stream()
                    .filter(column -> !there.contains(column))
                    .forEach(column -> differences.add(table.name() + "." + column + where));
        }

        private Map<String, Set<String>> found() {
            Map<String, Set<String>> found = new TreeMap<>();
            DSL.using(loading, SQLDialect.POSTGRES)
                    .fetch(COLUMNS)
                    .forEach(row -> found.computeIfAbsent(row.get(0, String.class), table -> new TreeSet<>())
                            .add(row.get(1, String.class) + " " + row.get(2, String.class)));
            return found;
        }

        private static Set<String> expected(Table table) {
            Set<String> columns = new TreeSet<>(List.of("id text", "from_seq int4", "to_seq int4"));
            if (table instanceof RecordKind) {
                columns.addAll(List.of("row_hash bytea", "bucket int2"));
            }
            for (Field field : table.fields()) {
                columns.add(field.name() + " " + type(field.type()));
                if (field.type() == FieldType.DATE) {
                    columns.addAll(List.of(field.name() + "_first date", field.name() + "_last date"));
                }
            }
            return columns;
        }

        private static String type(FieldType type) {
            return switch (type) {
                case ID, REF, TEXT, ENUM, DATE -> "text";
                case INTEGER -> "int4";
                case DECIMAL -> "numeric";
                case BOOLEAN -> "bool";
                case LIST -> "_text";
            };
        }
    }
}

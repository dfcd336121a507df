package org.lode.store;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.lode.model.Failure;
import org.lode.model.Failure.BadInput;
import org.lode.model.Failure.DiskFull;
import org.lode.model.Failure.StartFailed;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** A running PostgreSQL. */
public sealed interface Database extends AutoCloseable
        permits EmbeddedDatabase, Database.ExternalServer, Database.Running {

    /** Returns how the server is reached. */
    Server server();

    /** Returns what failures call it: a setting and an address, or a folder. */
    String name();

    /** Returns whether the disk of the server is known to be full; false when Lode cannot see that disk. */
    boolean isDiskFull();

    /**
     * Returns the failure that an operator has to know of: the full disk of this database, if that is why another failure happened,
     * or else that other failure. A PostgreSQL that cannot write its log ends, and its clients see only that it went away.
     */
    default Failure cause(Failure failure) {
        boolean full = failure instanceof DiskFull disk
                ? DatabaseFailures.isUnnamed(disk)
                : DatabaseFailures.isDiskFull(failure) || (DatabaseFailures.isAway(failure) && isDiskFull());
        return full ? new DiskFull(name(), failure) : failure;
    }

    @Override
    void close();

    /** Opens the external server when one is set. Otherwise starts an embedded one in the data folder, and waits for it. */
    static Database open(DatabaseSettings settings) {
        return settings.database().url().isBlank()
                ? EmbeddedDatabase.start(settings.folder())
                : ExternalServer.of(settings.database());
    }

    /**
     * How a PostgreSQL is reached.
     *
     * @param primary the host that can be written to
     * @param readers the hosts that answer requests
     * @param sslMode {@code disable}, {@code prefer}, {@code require}, {@code verify-ca} or {@code verify-full}
     */
    record Server(
            Address primary, List<Address> readers, String database, String username, String password, String sslMode) {

        /** Returns the server that Lode runs on this machine at this port. */
        static Server embedded(int port, String password) {
            Address address = new Address("localhost", port);
            String role = EmbeddedDatabase.SUPERUSER;
            return new Server(address, List.of(address), role, role, password, "disable");
        }

        /** Returns the address as people may see it: without the password. */
        @Override
        public String toString() {
            return "postgresql://%s/%s".formatted(primary, database);
        }
    }

    /** Host and port of a PostgreSQL. */
    record Address(String host, int port) {
        private static final int DEFAULT_PORT = 5432;

        /** Reads {@code host} or {@code host:port}. A failure names {@code setting}. */
        static Address parse(String text, String setting) {
            int colon = text.lastIndexOf(':');
            try {
                return colon < 0
                        ? new Address(text, DEFAULT_PORT)
                        : new Address(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
            } catch (NumberFormatException e) {
                throw new BadInput(setting, text, "HOST or HOST:PORT", e);
            }
        }

        /** Returns the address of this port, or of the default port when it is negative. */
        static Address of(String host, int port) {
            return new Address(host, port < 0 ? DEFAULT_PORT : port);
        }

        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /** The PostgreSQL that another Lode runs in a data folder. */
    record Running(Path folder, Server server) implements Database {
        /** The line of postmaster.pid, counted from 0, that holds the port. */
        private static final int PORT = 3;

        /** Returns the server that runs in this folder; empty when none does. */
        static Optional<Running> in(Path folder) {
            Path pidFile = folder.resolve("postgres").resolve("postmaster.pid");
            if (!Files.exists(pidFile)) {
                return Optional.empty();
            }
            try {
                int port =
                        Integer.parseInt(Files.readAllLines(pidFile).get(PORT).strip());
                String password = Files.readString(folder.resolve("postgres.password"));
                return Optional.of(new Running(folder, Server.embedded(port, password)));
            } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
                throw new StartFailed(
                        "lode.data-dir: the PostgreSQL in %s cannot be found: %s".formatted(folder, e), e);
            }
        }

        @Override
        public String name() {
            return "lode.data-dir: " + folder;
        }

        @Override
        public boolean isDiskFull() {
            return DataFolder.isNearlyFull(folder);
        }

        /** Does nothing: the Lode that runs the server stops it. */
        @Override
        public void close() {}
    }

    /** A PostgreSQL that Lode does not run. */
    record ExternalServer(Server server) implements Database {
        private static final String SETTING = "lode.database.url";
        private static final String EXPECTED = "jdbc:postgresql://HOST:PORT/DATABASE";
        private static final Pattern SCHEME = Pattern.compile("^(jdbc:|r2dbc:)?postgres(ql)?:");
        private static final Pattern SSL_MODE = Pattern.compile("disable|prefer|require|verify-ca|verify-full");

        static ExternalServer of(DatabaseSettings.External settings) {
            URI url = parse(settings.url());
            Map<String, String> options = options(url);
            String sslMode = options.getOrDefault("sslmode", "prefer");
            if (!SSL_MODE.matcher(sslMode).matches()) {
                throw new BadInput(SETTING, "sslmode=" + sslMode, "disable, prefer, require, verify-ca or verify-full");
            }
            Address primary = Address.of(url.getHost(), url.getPort());
            List<Address> readers = settings.readers().stream()
                    .map(reader -> Address.parse(reader, "lode.database.readers"))
                    .toList();
            return new ExternalServer(new Server(
                    primary,
                    readers.isEmpty() ? List.of(primary) : readers,
                    url.getPath().substring(1),
                    settings.username().isEmpty() ? options.getOrDefault("user", "") : settings.username(),
                    settings.password().isEmpty() ? options.getOrDefault("password", "") : settings.password(),
                    sslMode));
        }

        private static URI parse(String text) {
            try {
                URI url = new URI(SCHEME.matcher(text).replaceFirst("postgresql:"));
                boolean complete = "postgresql".equals(url.getScheme())
                        && url.getHost() != null
                        && url.getPath().length() > 1
                        && url.getUserInfo() == null;
                if (complete) {
                    return url;
                }
            } catch (URISyntaxException e) {
                throw new BadInput(SETTING, "not an address", EXPECTED, e);
            }
            // The text is not repeated: it may hold a password.
            throw new BadInput(
                    SETTING,
                    "not an address of a PostgreSQL database",
                    EXPECTED + ", with lode.database.username and lode.database.password apart");
        }

        private static Map<String, String> options(URI url) {
            Map<String, String> options = new TreeMap<>();
            for (String option : Objects.requireNonNullElse(url.getQuery(), "").split("&")) {
                int equals = option.indexOf('=');
                if (equals > 0) {
                    options.put(option.substring(0, equals), option.substring(equals + 1));
                }
            }
            for (String name : options.keySet()) {
                if (!List.of("sslmode", "user", "password").contains(name)) {
                    throw new BadInput(SETTING, "option " + name, "sslmode, user or password");
                }
            }
            return options;
        }

        @Override
        public String name() {
            return "%s: %s".formatted(SETTING, server);
        }

        /** Returns false: its disk is elsewhere. */
        @Override
        public boolean isDiskFull() {
            return false;
        }

        /** Does nothing: Lode does not stop it. */
        @Override
        public void close() {}
    }

    /**
     * Where the data are kept.
     *
     * @param dataDir folder of the embedded PostgreSQL, for one running Lode, and of the files of releases;
     *     {@code $XDG_DATA_HOME/lode}, else {@code ~/.local/share/lode}, when not set
     * @param database the external server; an embedded one is used when its address is empty
     */
    @ConfigurationProperties("lode")
    public record DatabaseSettings(
            @DefaultValue("") String dataDir, @DefaultValue External database) {

        /**
         * An external PostgreSQL ({@code lode.database.*}).
         *
         * @param url external PostgreSQL 15 to 18, like {@code jdbc:postgresql://HOST:PORT/DATABASE}; an embedded one
         *     runs when not set
         * @param username role that loads releases there, and may become {@code lode_reader} to answer
         * @param password password of that role
         * @param statementTimeout time after which PostgreSQL itself ends a statement that answers a request
         * @param readers hosts that answer, such as replicas: {@code HOST:PORT,HOST:PORT}; the host of the address when
         *     not set
         */
        public record External(
                @DefaultValue("") String url,
                @DefaultValue("") String username,
                @DefaultValue("") String password,
                @DefaultValue List<String> readers,
                @DefaultValue("15s") Duration statementTimeout) {}

        /** Returns the data folder as set, or the default one. */
        public Path folder() {
            Path folder = dataDir.isBlank() ? defaultFolder() : Path.of(dataDir);
            return folder.toAbsolutePath().normalize();
        }

        private static Path defaultFolder() {
            String home = System.getenv("XDG_DATA_HOME");
            return home == null || home.isEmpty()
                    ? Path.of(System.getProperty("user.home"), ".local", "share", "lode")
                    : Path.of(home, "lode");
        }
    }
}

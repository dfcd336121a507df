package org.lode.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.lode.model.BadInput;
import org.lode.model.StartFailed;

/** A running PostgreSQL. */
public sealed interface Database extends AutoCloseable permits EmbeddedDatabase, ExternalDatabase, Database.Running {

    /** Returns how the server is reached. */
    Server server();

    /** Returns what failures call it: a setting and an address, or a folder. */
    String name();

    @Override
    void close();

    /** Opens the external server when one is set. Otherwise starts an embedded one in the data folder, and waits for it. */
    static Database open(DatabaseSettings settings) {
        return settings.database().url().isBlank()
                ? EmbeddedDatabase.start(settings.folder())
                : ExternalDatabase.of(settings.database());
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
            return new Server(
                    address,
                    List.of(address),
                    EmbeddedDatabase.SUPERUSER,
                    EmbeddedDatabase.SUPERUSER,
                    password,
                    "disable");
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
                int port = Integer.parseInt(Files.readAllLines(pidFile).get(PORT).strip());
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

        /** Does nothing: the Lode that runs the server stops it. */
        @Override
        public void close() {}
    }
}

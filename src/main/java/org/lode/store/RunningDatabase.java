package org.lode.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.lode.model.Failure.StartFailed;

/** The PostgreSQL that another Lode runs in a data folder. */
record RunningDatabase(Path folder, Server server) implements Database {
    /** The line of postmaster.pid, counted from 0, that tells the port. */
    private static final int PORT = 3;

    /** The one that runs in this folder; nothing where none does. */
    static Optional<RunningDatabase> in(Path folder) {
        Path pidFile = folder.resolve("postgres").resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        try {
            List<String> lines = Files.readAllLines(pidFile);
            String password = Files.readString(folder.resolve("postgres.password"));
            Address address =
                    new Address("localhost", Integer.parseInt(lines.get(PORT).strip()));
            return Optional.of(new RunningDatabase(
                    folder, new Server(address, List.of(address), "postgres", "postgres", password, "disable")));
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            throw new StartFailed("lode.data-dir: the PostgreSQL in %s cannot be found: %s".formatted(folder, e), e);
        }
    }

    @Override
    public String name() {
        return "lode.data-dir: " + folder;
    }

    @Override
    public void close() {
        // The Lode that runs it stops it.
    }
}

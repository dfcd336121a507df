package org.lode.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A PostgreSQL that outlived the Lode that started it, because that was killed. */
final class Orphan {
    private static final Logger LOG = LoggerFactory.getLogger(Orphan.class);
    private static final int PATIENCE_SECONDS = 20;

    private Orphan() {}

    /** Stops what still runs on this data folder, and removes the trace of what no longer does. */
    static void stop(Path data, Path binaries) throws IOException {
        Path pidFile = data.resolve("postmaster.pid");
        Optional<ProcessHandle> running = process(pidFile).filter(process -> isPostgresOf(process, data, binaries));
        if (running.isPresent()) {
            LOG.info(
                    "stopping PostgreSQL {} that an earlier Lode left behind",
                    running.get().pid());
            stop(running.get());
        }
        // PostgreSQL refuses to start when the number now belongs to any other process.
        Files.deleteIfExists(pidFile);
    }

    private static Optional<ProcessHandle> process(Path pidFile) throws IOException {
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        String first = Files.readString(pidFile).lines().findFirst().orElse("");
        return first.matches("[0-9]{1,10}") ? ProcessHandle.of(Long.parseLong(first)) : Optional.empty();
    }

    /** The programs lie in the folder that we hold the lock of, so whoever runs one of them is ours. */
    private static boolean isPostgresOf(ProcessHandle process, Path data, Path binaries) {
        Optional<String> command = process.info().command();
        return command.isPresent()
                ? Path.of(command.get()).startsWith(binaries)
                : process.info()
                        .commandLine()
                        .filter(line -> line.contains(data.toString()))
                        .isPresent();
    }

    private static void stop(ProcessHandle process) {
        process.destroy();
        try {
            process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            process.destroyForcibly();
            process.onExit().join();
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot wait for PostgreSQL to stop", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

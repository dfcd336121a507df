package org.lode.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the processes of the embedded PostgreSQL, and stops those that are left over.
 *
 * <p>They are left over when their Lode or their postmaster was killed, or when a start failed.
 */
final class PostgresProcesses {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresProcesses.class);
    private static final int TIMEOUT_SECONDS = 20;
    private static final String PID_FILE = "postmaster.pid";

    private PostgresProcesses() {}

    /** Stops what still runs on this data folder, and deletes the process file of what no longer runs. Ignores interrupts. */
    static void stop(Path data, Path binaries) throws IOException {
        kill(helpers(binaries));
        Optional<ProcessHandle> running = process(data).filter(process -> isPostgresOf(process, data, binaries));
        if (running.isPresent()) {
            LOG.info("stopping PostgreSQL {}, which is left over", running.get().pid());
            stop(running.get());
        }
        // Backends outlive a killed postmaster while they work, and hold its shared memory.
        kill(programs(binaries));
        // PostgreSQL refuses to start when the number now belongs to any other process.
        Files.deleteIfExists(data.resolve(PID_FILE));
    }

    /** Returns programs that prepare or start PostgreSQL for this process, and the processes below them. */
    private static List<ProcessHandle> helpers(Path binaries) {
        return ProcessHandle.current()
                .children()
                .filter(child -> isBelow(child, binaries))
                .flatMap(child -> Stream.concat(Stream.of(child), child.descendants()))
                .toList();
    }

    /** Returns whether a process below this one is starting PostgreSQL. */
    static boolean isStarting(Path binaries) {
        return helpers(binaries).stream()
                .flatMap(process -> process.info().commandLine().stream())
                .anyMatch(line -> line.contains("pg_ctl"));
    }

    /** Returns processes of this machine that run a program of this folder, which one Lode alone uses. */
    private static List<ProcessHandle> programs(Path binaries) {
        return ProcessHandle.allProcesses()
                .filter(process -> runs(process, binaries))
                .toList();
    }

    private static boolean runs(ProcessHandle process, Path binaries) {
        return process.info()
                .command()
                .filter(command -> Path.of(command).startsWith(binaries))
                .isPresent();
    }

    private static boolean mentions(ProcessHandle process, Path folder) {
        return process.info()
                .commandLine()
                .filter(line -> line.contains(folder.toString()))
                .isPresent();
    }

    /** Also holds for a process that is about to run a program of this folder: its arguments name it already. */
    private static boolean isBelow(ProcessHandle process, Path binaries) {
        return runs(process, binaries) || mentions(process, binaries);
    }

    private static void kill(List<ProcessHandle> processes) {
        processes.forEach(ProcessHandle::destroyForcibly);
        await(processes);
    }

    private static void await(List<ProcessHandle> processes) {
        CompletableFuture.allOf(processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    /** Returns the process whose id is in PostgreSQL's file of this data folder; empty when it has ended. It may run another program. */
    static Optional<ProcessHandle> process(Path data) throws IOException {
        Path pidFile = data.resolve(PID_FILE);
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        String first = Files.readString(pidFile).lines().findFirst().orElse("");
        return first.matches("[0-9]{1,10}") ? ProcessHandle.of(Long.parseLong(first)) : Optional.empty();
    }

    /** The programs lie in the folder that this Lode has locked, so a process that runs one of them belongs to it. */
    private static boolean isPostgresOf(ProcessHandle process, Path data, Path binaries) {
        boolean known = process.info().command().isPresent();
        return known ? runs(process, binaries) : mentions(process, data);
    }

    private static void stop(ProcessHandle process) {
        process.destroy();
        await(List.of(process));
        if (process.isAlive()) {
            kill(List.of(process));
        }
    }
}

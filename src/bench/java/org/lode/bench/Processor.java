package org.lode.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Processor time and memory of processes, as Linux counts them. */
final class Processor {
    private static final Path PROC = Path.of("/proc");
    /** A hundredth of a second, on all that Java runs on. */
    private static final double MILLIS_PER_TICK = 10;

    private Processor() {}

    /** Milliseconds that a process has used. */
    static double ofProcess(long pid) {
        return stat(pid).map(stat -> MILLIS_PER_TICK * (stat.user + stat.system)).orElse(0.0);
    }

    /** Milliseconds that a process and its children have used, those that ended too. */
    static double ofFamily(long pid) {
        double ticks = stat(pid).map(Stat::withEnded).orElse(0L);
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : all) {
                ticks += stat(Long.parseLong(process.getFileName().toString()))
                        .filter(stat -> stat.parent == pid)
                        .map(Stat::withEnded)
                        .orElse(0L);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return MILLIS_PER_TICK * ticks;
    }

    /** Megabytes of memory that a process holds. */
    static double resident(long pid) {
        try {
            return Files.readAllLines(PROC.resolve(pid + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Stat> stat(long pid) {
        try {
            String line = Files.readString(PROC.resolve(pid + "/stat"));
            // The name, in brackets, may hold spaces.
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
            return Optional.of(new Stat(
                    Long.parseLong(fields[1]),
                    Long.parseLong(fields[11]),
                    Long.parseLong(fields[12]),
                    Long.parseLong(fields[13]) + Long.parseLong(fields[14])));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            // A process that ends while it is read.
            return Optional.empty();
        }
    }

    private record Stat(long parent, long user, long system, long ended) {
        long withEnded() {
            return user + system + ended;
        }
    }
}

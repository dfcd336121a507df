package org.lode.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Processor time and memory of processes, as Linux counts them. */
final class Processor {
    private static final Path PROC = Path.of("/proc");
    /** A hundredth of a second, on all that Java runs on. */
    private static final double MILLIS_PER_TICK = 10;

    private Processor() {}

    /** Milliseconds that a process and its children have used, those that ended too. */
    static double ofFamily(long pid) {
        double ticks =
                stat(PROC.resolve(String.valueOf(pid))).map(Stat::withEnded).orElse(0L);
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : all) {
                ticks += stat(process)
                        .filter(stat -> stat.parent == pid)
                        .map(Stat::withEnded)
                        .orElse(0L);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return MILLIS_PER_TICK * ticks;
    }

    /** Milliseconds of {@link #ofFamily} that a Java process has spent on compiling: next to nothing once it is warm. */
    static double ofCompilers(long pid) {
        double ticks = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(PROC.resolve(pid + "/task"))) {
            for (Path thread : threads) {
                ticks += stat(thread)
                        .filter(stat -> stat.name.matches("C[12] CompilerThre.*"))
                        .map(Stat::own)
                        .orElse(0L);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return MILLIS_PER_TICK * ticks;
    }

    /** Megabytes of memory that a process and its children hold. */
    static double resident(long pid) {
        try (Stream<ProcessHandle> children =
                ProcessHandle.of(pid).orElseThrow().children()) {
            return residentAlone(pid)
                    + children.mapToDouble(child -> residentAlone(child.pid())).sum();
        }
    }

    private static double residentAlone(long pid) {
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

    private static Optional<Stat> stat(Path process) {
        try {
            String line = Files.readString(process.resolve("stat"));
            // The name, in brackets, may hold spaces.
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
            return Optional.of(new Stat(
                    line.substring(line.indexOf('(') + 1, line.lastIndexOf(')')),
                    Long.parseLong(fields[1]),
                    Long.parseLong(fields[11]),
                    Long.parseLong(fields[12]),
                    Long.parseLong(fields[13]) + Long.parseLong(fields[14])));
        } catch (IOException e) {
            // A process that ends while it is read.
            return Optional.empty();
        }
    }

    private record Stat(String name, long parent, long user, long system, long ended) {
        long own() {
            return user + system;
        }

        long withEnded() {
            return own() + ended;
        }
    }
}

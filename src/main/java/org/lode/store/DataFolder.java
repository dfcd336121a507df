package org.lode.store;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lode.model.Failure.DiskFull;
import org.lode.model.Failure.StartFailed;
import org.springframework.util.FileSystemUtils;

/**
 * The folder of one running Lode, held by a lock: the files of the embedded PostgreSQL, its password, programs and log.
 *
 * <p>A first start that was cut short leaves files that look like good ones, so they are made again. Files that
 * Lode did not make are never touched.
 */
final class DataFolder implements AutoCloseable {
    /** Less space than PostgreSQL needs for two segments of its log. */
    private static final long NEARLY_FULL = 32 << 20;

    /** What PostgreSQL's programs write to their log before a full disk ends them. */
    private static final Pattern LAST_WORD = Pattern.compile("PANIC:|FATAL:|initdb: error:");

    private static final String MAKING = "making";
    private static final String READY = "ready";
    private static final String PASSWORD_ONLY =
            "host all all 127.0.0.1/32 scram-sha-256\nhost all all ::1/128 scram-sha-256\n";

    private final Path path;
    private final FileChannel lock;
    private final Binaries binaries;

    /** The length of PostgreSQL's log when its latest start began. */
    private volatile long logStart;

    private DataFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
        this.binaries = new Binaries(path.resolve("binaries"));
        startLog();
    }

    /** Makes the folder where there is none, and holds it until closed. Fails when another Lode holds it. */
    static DataFolder hold(Path path) {
        try {
            if (!Files.exists(path)) {
                Files.createDirectories(path);
                keepPrivate(path);
            }
            FileChannel channel =
                    FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) != null) {
                return new DataFolder(path, channel);
            }
            channel.close();
        } catch (IOException e) {
            if (DiskFull.isCause(e)) {
                throw new DiskFull("lode.data-dir: " + path, e);
            }
            throw new StartFailed(
                    "lode.data-dir: %s cannot be used: %s (expected: a folder that can be written to)"
                            .formatted(path, e),
                    e);
        }
        throw new StartFailed(
                "lode.data-dir: another Lode runs in %s (expected: a folder of its own for each)".formatted(path));
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Held within this very process.
            return null;
        }
    }

    /** Takes a folder's rights from everybody but its owner. */
    private static void keepPrivate(Path folder) throws IOException {
        if (Files.getFileStore(folder).supportsFileAttributeView(PosixFileAttributeView.class)) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    boolean isHeld() {
        return lock.isOpen();
    }

    Path path() {
        return path;
    }

    /** Returns the file that PostgreSQL writes its log to. */
    Path log() {
        return path.resolve("postgres.log");
    }

    /** Notes that PostgreSQL starts now: what its log says already is of earlier starts. */
    void startLog() {
        logStart = log().toFile().length();
    }

    /** Returns whether the disk is nearly full, or a full disk has ended PostgreSQL since its latest start. */
    boolean isDiskFull() {
        return isNearlyFull(path) || endedByFullDisk();
    }

    /** Returns whether the disk of a folder has too little space for PostgreSQL to go on. */
    static boolean isNearlyFull(Path folder) {
        return folder.toFile().getUsableSpace() < NEARLY_FULL;
    }

    private boolean endedByFullDisk() {
        try (InputStream log = Files.newInputStream(log())) {
            log.skipNBytes(logStart);
            return new BufferedReader(new InputStreamReader(log, StandardCharsets.ISO_8859_1))
                    .lines()
                    .anyMatch(line -> LAST_WORD.matcher(line).find() && DiskFull.isReported(line));
        } catch (IOException e) {
            // There is no log before the first start.
            return false;
        }
    }

    Binaries binaries() {
        return binaries;
    }

    /** Returns the data folder of PostgreSQL itself. */
    Path data() {
        return path.resolve("postgres");
    }

    private Path progress() {
        return path.resolve("postgres.state");
    }

    private Path passwordFile() {
        return path.resolve("postgres.password");
    }

    /** Returns whether the first start of PostgreSQL was finished. */
    boolean isReady() throws IOException {
        return Files.exists(progress()) && Files.readString(progress()).strip().equals(READY);
    }

    /** Deletes what an unfinished first start left, and chooses a password. */
    void beginFirstStart() throws IOException {
        if (Files.exists(data()) && !Files.exists(progress())) {
            throw new StartFailed(
                    "lode.data-dir: %s was not made by Lode (expected: an empty folder, or one that Lode made)"
                            .formatted(data()));
        }
        Files.writeString(progress(), MAKING);
        FileSystemUtils.deleteRecursively(data());
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        Files.deleteIfExists(passwordFile());
        createPrivate(passwordFile());
        Files.writeString(passwordFile(), HexFormat.of().formatHex(random));
    }

    private static void createPrivate(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
    }

    String password() throws IOException {
        return Files.readString(passwordFile());
    }

    /** Has PostgreSQL ask everybody for the password, once it reads its files again. */
    void requirePassword() throws IOException {
        Path next = data().resolve("pg_hba.conf.next");
        Files.writeString(next, PASSWORD_ONLY);
        Files.move(next, data().resolve("pg_hba.conf"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Notes that PostgreSQL has started. */
    void finishStart() throws IOException {
        binaries.markComplete();
        Files.writeString(progress(), READY);
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new IllegalStateException("cannot release " + path, e);
        }
    }

    /**
     * PostgreSQL's programs, unpacked into a folder.
     *
     * <p>An unpacking that was cut short leaves files that look whole, so a version without the mark of completion is
     * unpacked again.
     */
    record Binaries(Path folder) implements PgBinaryResolver {
        /** What the programs and an empty database take. */
        private static final long NEEDED = 96 << 20;

        /** Deletes what an earlier start may have left half unpacked. Fails when the disk has too little space for the programs. */
        void discardIncomplete() throws IOException {
            Files.createDirectories(folder);
            for (Path version : unmarked()) {
                FileSystemUtils.deleteRecursively(version);
            }
            // The library that unpacks does not notice that a file was not written.
            long free = folder.toFile().getUsableSpace();
            if (isEmpty() && free < NEEDED) {
                throw new StartFailed("lode.data-dir: the disk of %s has %d MB of free space (expected: %d MB or more)"
                        .formatted(folder, free >> 20, NEEDED >> 20));
            }
        }

        private boolean isEmpty() throws IOException {
            try (Stream<Path> files = Files.list(folder)) {
                return files.findAny().isEmpty();
            }
        }

        /** Marks all versions that are unpacked as complete: they have run. */
        private void markComplete() throws IOException {
            // The library that unpacks makes the folder writable for all users.
            keepPrivate(folder);
            for (Path version : unmarked()) {
                Files.createFile(mark(version));
            }
        }

        private List<Path> unmarked() throws IOException {
            try (Stream<Path> files = Files.list(folder)) {
                return files.filter(file -> file.getFileName().toString().startsWith("PG-")
                                && Files.isDirectory(file)
                                && !Files.exists(mark(file)))
                        .toList();
            }
        }

        private Path mark(Path version) {
            return folder.resolve(version.getFileName() + ".complete");
        }

        /** Returns the archive for this machine. Fails when Lode carries none for it. */
        @Override
        public InputStream getPgBinary(String system, String architecture) throws IOException {
            if (system.equals("Darwin") && !architecture.equals("aarch64")) {
                throw new StartFailed(
                        "lode.database.url: empty (expected: a PostgreSQL of your own, since none for %s on %s is carried)"
                                .formatted(system, architecture));
            }
            return DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, architecture);
        }
    }
}

package org.lode.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.lode.model.Failure.StartFailed;

/**
 * The files of the embedded PostgreSQL, and how far their making has come.
 *
 * <p>A first start that was cut short leaves files that cannot be told from good ones; they are made anew. Files that
 * Lode did not make are never touched.
 */
final class Cluster {
    private static final String MAKING = "making";
    private static final String READY = "ready";
    private static final String PASSWORD_ONLY =
            "host all all 127.0.0.1/32 scram-sha-256\nhost all all ::1/128 scram-sha-256\n";

    private final Path data;
    private final Path progress;
    private final Path password;

    Cluster(DataFolder folder) {
        this.data = folder.resolve("postgres");
        this.progress = folder.resolve("postgres.state");
        this.password = folder.resolve("postgres.password");
    }

    Path data() {
        return data;
    }

    boolean ready() throws IOException {
        return Files.exists(progress) && Files.readString(progress).strip().equals(READY);
    }

    /** Clears what an unfinished first start left, and chooses a password. */
    void begin() throws IOException {
        if (Files.exists(data) && !Files.exists(progress)) {
            throw new StartFailed(
                    "lode.data-dir: %s was not made by Lode (expected: an empty folder, or one that Lode made)"
                            .formatted(data));
        }
        Files.writeString(progress, MAKING);
        DataFolder.delete(data);
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        Files.deleteIfExists(password);
        createPrivate(password);
        Files.writeString(password, HexFormat.of().formatHex(random));
    }

    private static void createPrivate(Path file) throws IOException {
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
    }

    String password() throws IOException {
        return Files.readString(password);
    }

    /** From now on, asks everybody for the password. PostgreSQL must be told to read its files again. */
    void requirePassword() throws IOException {
        Path next = data.resolve("pg_hba.conf.next");
        Files.write(next, PASSWORD_ONLY.getBytes(StandardCharsets.US_ASCII));
        Files.move(next, data.resolve("pg_hba.conf"), StandardCopyOption.ATOMIC_MOVE);
    }

    void finish() throws IOException {
        Files.writeString(progress, READY);
    }
}

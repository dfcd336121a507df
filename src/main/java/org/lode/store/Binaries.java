package org.lode.store;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.lode.model.Failure.StartFailed;

/**
 * PostgreSQL's programs, unpacked into a folder.
 *
 * <p>An unpacking that was cut short leaves files that look whole, so a version without the mark of completion is unpacked again.
 */
final class Binaries implements PgBinaryResolver {
    private static final String COMPLETE = ".complete";
    private final Path folder;

    Binaries(Path folder) {
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    /** Deletes what an earlier start may have left half unpacked. */
    void discardIncomplete() throws IOException {
        Files.createDirectories(folder);
        try (DirectoryStream<Path> unpacked = Files.newDirectoryStream(folder, "PG-*")) {
            for (Path version : unpacked) {
                if (Files.isDirectory(version) && !Files.exists(mark(version))) {
                    DataFolder.delete(version);
                }
            }
        }
    }

    /** Notes that all that is unpacked has been seen to run. */
    void markComplete() throws IOException {
        // The library that unpacks makes the folder writable for all users.
        DataFolder.keepPrivate(folder);
        try (DirectoryStream<Path> unpacked = Files.newDirectoryStream(folder, "PG-*")) {
            for (Path version : unpacked) {
                if (Files.isDirectory(version) && !Files.exists(mark(version))) {
                    Files.createFile(mark(version));
                }
            }
        }
    }

    private Path mark(Path version) {
        return folder.resolve(version.getFileName() + COMPLETE);
    }

    /** The archive for this machine; fails when none is carried for it. */
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

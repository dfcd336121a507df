package org.lode.database;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * PostgreSQL's programs, unpacked into a folder.
 *
 * <p>An unpacking that was cut short leaves files that look whole, so what has no mark of completion is unpacked anew.
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
        // The library that unpacks lets everybody write here.
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

    /** The archive for this machine. The one for macOS runs on either of its architectures and is carried once. */
    @Override
    public InputStream getPgBinary(String system, String architecture) throws IOException {
        String name = system.equals("Darwin") ? "aarch64" : architecture;
        return DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, name);
    }
}

package org.lode.author;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes files durably, so that no reader sees half of a file. */
public final class WholeFile {
    private WholeFile() {}

    /** Replaces or creates a file as a whole. */
    public static void replace(Path file, byte[] bytes) throws IOException {
        Path next = file.resolveSibling("." + file.getFileName());
        write(next, bytes);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Writes a file and waits until it is on the disk. */
    public static void write(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }
}
